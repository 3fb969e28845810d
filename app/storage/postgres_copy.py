"""Backups of a PostgreSQL database: every table by COPY, out of one snapshot.

Not by pg_dump: it would have to be there, and be no older than the server. COPY's own
text is lossless for every type, and the schema is the migrations'. A restore drops
what is there, migrates to the backup's schema, fills it, migrates on, all in one
transaction: what goes wrong leaves everything as it was. A rehearsal does the same in
a schema of its own, and then takes it back.
"""

import contextlib
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.storage import archive as archives
from app.storage import schema
from app.storage.archive import Manifest, Progress, bad_file
from app.storage.base import for_reading, make_engine
from app.storage.kept import LEFT_OUT

ENGINE = "postgres"
_CHUNK = 64 * 1024
_PATIENCE = ("statement_timeout", "idle_in_transaction_session_timeout")


def save(
    url: str, archive: zipfile.ZipFile, *, progress: Progress
) -> Mapping[str, int]:
    """Put every table into an archive; gives the counts of their rows."""
    engine = make_engine(url, connections=1)
    try:
        with for_reading(engine).connect() as connection:
            _be_patient(connection)
            tables = _tables(connection)
            counts = _counts(connection, tables)
            total, done = sum(counts.values()), 0
            for table in tables:
                if table.name not in LEFT_OUT:
                    for rows in _copy_out(connection, table, archive=archive):
                        done += rows
                        progress(done, total)
            kept = {name: n for name, n in counts.items() if name not in LEFT_OUT}
            archives.compare({"rows": sum(kept.values())}, {"rows": done})
            return {**dict.fromkeys(counts, 0), **kept}
    finally:
        engine.dispose()


def rehearse(
    url: str, archive: zipfile.ZipFile, *, manifest: Manifest
) -> Mapping[str, int]:
    """Restore into a schema of its own and take that back; gives the counts."""
    with schema.connected(url) as (connection, move):
        _be_patient(connection)
        connection.execute(sa.text("CREATE SCHEMA rejoinder_rehearsal"))
        connection.execute(sa.text("SET LOCAL search_path = rejoinder_rehearsal"))
        _fill(connection, archive, manifest=manifest, move=move, progress=_silent)
        counts = _counts(connection, _tables(connection))
        connection.rollback()
        return counts


def load(
    url: str, archive: zipfile.ZipFile, *, manifest: Manifest, progress: Progress
) -> Mapping[str, int]:
    """Put a backup in the place of what is there, in one transaction."""
    with schema.connected(url) as (connection, move):
        _be_patient(connection)
        there = sa.MetaData()
        there.reflect(connection)
        there.drop_all(connection)
        _fill(connection, archive, manifest=manifest, move=move, progress=progress)
        return _counts(connection, _tables(connection))


def _fill(
    connection: sa.Connection,
    archive: zipfile.ZipFile,
    *,
    manifest: Manifest,
    move: schema.Move,
    progress: Progress,
) -> None:
    move(manifest.schema)
    tables = _tables(connection)
    total, done = sum(manifest.counts.values()), 0
    packed = archive.namelist()
    for table in tables:
        if _member(table) in packed:
            _copy_in(connection, table, archive=archive)
            done += manifest.counts.get(table.name, 0)
            progress(done, total)
    archives.compare(manifest.counts, _counts(connection, tables))
    _set_sequences(connection, tables)
    move("head")


def _silent(_done: int, _total: int) -> None:
    """Show nothing."""


def _be_patient(connection: sa.Connection) -> None:
    for name in _PATIENCE:
        connection.execute(sa.text(f"SET LOCAL {name} = 0"))


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Give the tables as they are, those that others point at first."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != schema.VERSIONS]


def _counts(connection: sa.Connection, tables: list[sa.Table]) -> dict[str, int]:
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
        or 0
        for table in tables
    }


def _member(table: sa.Table) -> str:
    return f"{table.name}.copy"


def _named(connection: sa.Connection, table: sa.Table) -> tuple[str, str]:
    quote = connection.dialect.identifier_preparer.quote
    return quote(table.name), ", ".join(quote(each.name) for each in table.columns)


def _driver(connection: sa.Connection) -> Any:  # noqa: ANN401 -- psycopg's own
    return connection.connection.driver_connection


def _copy_out(
    connection: sa.Connection, table: sa.Table, *, archive: zipfile.ZipFile
) -> Iterator[int]:
    """Write a table's rows into the archive; yields how many, as they go."""
    name, columns = _named(connection, table)
    command = f"COPY {name} ({columns}) TO STDOUT"
    member = zipfile.ZipInfo(_member(table))
    member.compress_type = zipfile.ZIP_DEFLATED
    with (
        archive.open(member, "w", force_zip64=True) as file,
        _driver(connection).cursor() as cursor,
    ):
        file.write(f"{columns}\n".encode())
        with cursor.copy(command) as rows:
            for data in rows:
                file.write(data)
                yield bytes(data).count(b"\n")


def _copy_in(
    connection: sa.Connection, table: sa.Table, *, archive: zipfile.ZipFile
) -> None:
    name, columns = _named(connection, table)
    command = f"COPY {name} ({columns}) FROM STDIN"
    driver = _driver(connection)
    with _as_damage(driver), archive.open(_member(table)) as file:
        if file.readline().decode().strip() != columns:
            message = f"The columns of {name} are not those of the backup's schema."
            raise bad_file(message)
        with driver.cursor() as cursor, cursor.copy(command) as rows:
            while data := file.read(_CHUNK):
                rows.write(data)


@contextlib.contextmanager
def _as_damage(driver: Any) -> Iterator[None]:  # noqa: ANN401 -- psycopg's own
    try:
        yield
    except (driver.Error, *archives.DAMAGE) as error:
        message = "A table in this backup is damaged."
        raise bad_file(message) from error


def _set_sequences(connection: sa.Connection, tables: list[sa.Table]) -> None:
    """Let numbers go on after the highest that came back."""
    for table in tables:
        for column in table.primary_key:
            if isinstance(column.type, sa.Integer):
                connection.execute(
                    sa.select(
                        sa.func.setval(
                            sa.func.pg_get_serial_sequence(table.name, column.name),
                            sa.select(sa.func.max(column)).scalar_subquery(),
                        )
                    )
                )
