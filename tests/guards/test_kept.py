"""Each table and column is in backups and exports, or has a reason not to be."""

import re

import sqlalchemy as sa

from app.domain import portable
from app.storage.base import Base
from app.storage.kept import (
    BACKED_UP,
    EXPORTED,
    LEFT_OUT,
    LEFT_OUT_COLUMNS,
    NO_SECRETS,
)
from app.storage.schema import load_models
from app.storage.transfer import columns, has_site

load_models()
TABLES = Base.metadata.tables
LOOKS_SECRET = re.compile(r"hash|token|secret|password|address|email|ip$|_source$")
LOOKS_SHOWN = re.compile(r"html|url$|origin$")
# Links that pages never print, and what was made from links.
NOT_SHOWN = {("consents", "origin")}


def test_every_table_has_its_place() -> None:
    """A new table is exported, or backed up only, or left out with a reason."""
    places = [*EXPORTED, *BACKED_UP, *LEFT_OUT]
    assert sorted(places) == sorted(TABLES), "say in app/storage/kept.py where it goes"
    assert all({**BACKED_UP, **LEFT_OUT}.values())


def test_every_secret_column_has_its_place() -> None:
    """What sounds like a credential or an address stays at home, or has a reason."""
    open_ones = [
        (name, column.name)
        for name in EXPORTED
        for column in columns(name)
        if LOOKS_SECRET.search(column.name) and (name, column.name) not in NO_SECRETS
    ]
    assert open_ones == [], "say in app/storage/kept.py what becomes of it"


def test_reasons_are_of_columns_that_are_there() -> None:
    """Nothing is excused that is gone."""
    named = {(name, each) for name, found in LEFT_OUT_COLUMNS.items() for each in found}
    for name, column in named | set(NO_SECRETS) | set(portable.RULES) | portable.HTML:
        assert column in TABLES[name].columns, f"{name}.{column}"


def test_what_stays_at_home_may_be_missing() -> None:
    """What an export leaves out is null after the import, so it must be able to be."""
    for name, found in LEFT_OUT_COLUMNS.items():
        assert all(TABLES[name].columns[column].nullable for column in found)


def test_tables_come_after_those_they_point_at() -> None:
    """The order of an export is one in which it can be imported."""
    for number, name in enumerate(EXPORTED):
        targets = {key.column.table.name for key in TABLES[name].foreign_keys}
        assert targets - {name} <= set(EXPORTED[:number]), name


def test_only_sites_are_numbered() -> None:
    """Numbers of one database mean nothing in another; only a site's is translated."""
    for name in EXPORTED:
        numbers = [
            column.name
            for column in TABLES[name].primary_key
            if isinstance(column.type, sa.Integer) and column.name != "site_id"
        ]
        assert numbers == (["id"] if name == "sites" else [])
        targets = {key.column.table.name for key in TABLES[name].foreign_keys}
        assert has_site(name) or "sites" not in targets


def test_what_pages_print_is_looked_at() -> None:
    """HTML and links from a file are judged before they are stored."""
    shown = {
        (name, column.name)
        for name in EXPORTED
        for column in columns(name)
        if LOOKS_SHOWN.search(column.name)
    }
    assert shown - NOT_SHOWN <= set(portable.RULES) | portable.HTML
