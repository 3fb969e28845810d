"""`rejoinder bench` as it is typed, on a tiny site and for a moment each."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.services.schema import migrate
from tests.cli.bench.little import Little, serving

SHORT = ("--seconds", "0.1", "--rounds", "1", "--generator", "own")
TINY = ("--comments", "60", "--threads", "6", *SHORT)
FIGURES = {
    *("requests", "errors", "seconds", "bytes", "p50", "p99", "statuses", "cpu"),
    *("server_cpu", "generator", "requests_a_second", "bytes_a_request"),
    *("server_cpu_a_request", "generator_load"),
}


def _run(*args: str, **environ: str) -> Result:
    return CliRunner().invoke(main, ["bench", *args], env=environ)


def _rows(file: Path) -> dict[str, dict[str, Any]]:
    document = json.loads(file.read_text("utf-8"))
    assert document["kind"] == "run"
    return {row["name"]: row for row in document["rows"]}


def test_a_whole_run(tmp_path: Path) -> None:
    """Every workload is measured without an error, beside what it belongs beside."""
    told, page = tmp_path / "told.json", tmp_path / "page.md"
    ran = _run(*TINY, "--json", str(told), "--markdown", str(page))
    assert ran.exit_code == 0, ran.output
    rows = _rows(told)
    assert list(rows) == ["hot", "sample", "unchanged", "counts", "posts", "mix"]
    for row in rows.values():
        for each in (row["ours"], *row["beside"].values()):
            assert set(each) == FIGURES
            assert each["errors"] == 0, (row["name"], each)
            assert each["requests"] > 0
        assert row["ratio"] > 0
    assert rows["unchanged"]["ours"]["statuses"] == {
        "304": rows["unchanged"]["ours"]["requests"]
    }
    hot = rows["hot"]
    bare = hot["beside"]["bare answer"]["bytes_a_request"]
    assert hot["ours"]["bytes_a_request"] == pytest.approx(bare, rel=0.01)
    assert "bare loop" in rows["posts"]["beside"]
    assert "fsyncs a post" in rows["posts"]["note"]
    assert "| hot thread |" in page.read_text("utf-8")


def test_a_database_is_filled_once(tmp_path: Path) -> None:
    """A named database stays, is taken again by the same numbers, not by others."""
    url = f"sqlite:///{tmp_path / 'kept.sqlite3'}"
    kept = ("--database-url", url, "--only", "hot")
    first, second = _run(*TINY, *kept), _run(*TINY, *kept)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "Filling" in first.output
    assert "Filling" not in second.output
    other = _run("--comments", "600", "--threads", "6", *SHORT, *kept)
    assert other.exit_code == 1
    assert "was filled with 60 comments in 6 threads" in other.output


def test_the_services_own_data_is_refused(database_url: str, tmp_path: Path) -> None:
    """Neither the configured database nor one with sites is ever filled."""
    environ = {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }
    named = _run(*TINY, "--database-url", database_url, **environ)
    assert named.exit_code == 1
    assert "the service's own" in named.output
    CliRunner().invoke(main, ["site", "add", "blog"], env=environ)
    filled = _run(*TINY, "--database-url", database_url)
    assert filled.exit_code == 1
    assert "sites of its own" in filled.output


def test_another_schema_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A database of another version is refused instead of migrated."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    migrate(url)
    monkeypatch.setattr("app.services.schema.is_current", lambda _: False)
    refused = _run(*TINY, "--database-url", url)
    assert refused.exit_code == 1
    assert "another version's schema" in refused.output


def _against(little: Little, *args: str, told: Path) -> dict[str, dict[str, Any]]:
    ran = _run(*SHORT, "--against", little.url, *args, "--json", str(told))
    assert ran.exit_code == 0, ran.output
    return _rows(told)


@pytest.mark.parametrize("flavour", ["isso", "remark42", "waline", "rejoinder"])
def test_another_server_is_measured(flavour: str, tmp_path: Path) -> None:
    """Each kind of server is read, and written to when that is said."""

    def answer(path: str) -> tuple[int, bytes]:
        return (201, b"{}") if path in posting else (200, b"[]")

    posting: set[str] = {
        *("/new?uri=%2Fbench%2F0", "/new?uri=%2Fbench%2F1", "/api/comment"),
        *("/api/v1/comment?site=bench", "/api/v1/sites/bench/comments"),
    }
    with serving(answer, version="HTTP/1.1") as little:
        args = ("--flavour", flavour, "--threads", "2", "--posts")
        only = ("--only", "posts", "--only", "mix")
        rows = _against(little, *args, *only, told=tmp_path / "told.json")
    assert list(rows) == ["posts", "mix"]
    assert all(row["ours"]["errors"] == 0 for row in rows.values())
    bodies = [json.loads(body) for path, body in little.asked if path in posting]
    assert bodies
    assert len({json.dumps(each) for each in bodies}) == len(bodies)


def test_a_path_is_enough_and_errors_are_counted(tmp_path: Path) -> None:
    """Nothing is posted unless that is said, and what breaks later is an error."""
    numbers = iter(range(10_000_000))

    def answer(_path: str) -> tuple[int, bytes]:
        number = next(numbers)
        return (200 if number < 8 or number % 2 else 500), b"x" * 50

    with serving(answer, version="HTTP/1.0") as little:
        args = ("--path", "/some?page", "--header", "X-Me: yes")
        rows = _against(little, *args, told=tmp_path / "told.json")
    assert list(rows) == ["hot", "unchanged"]
    assert rows["hot"]["ours"]["errors"] > 0
    assert {path for path, _ in little.asked} == {"/some?page"}


def test_what_was_measured_is_shown_when_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stopped early, the table has the rows until then."""

    def stopped(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.bench.workloads.posts", stopped)
    with serving(lambda _: (200, b"[]"), version="HTTP/1.1") as little:
        ran = _run(
            *(*SHORT, "--against", little.url, "--flavour", "isso", "--threads", "1"),
            *("--posts", "--only", "unchanged", "--only", "posts"),
        )
    assert ran.exit_code == 0, ran.output
    assert "this is what was measured until then" in ran.output
    assert "unchanged (304)" in ran.output


def test_a_server_that_errs_is_not_measured() -> None:
    """An error at once ends the command with the path."""
    with serving(lambda _: (404, b""), version="HTTP/1.1") as little:
        ran = _run(*SHORT, "--against", little.url, "--path", "/none")
    assert ran.exit_code == 1
    assert "/none answers 404" in ran.output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--posts",), "go with --against"),
        (("--against", "http://127.0.0.1:1"), "Say --flavour"),
        (("--against", "ftp://x", "--path", "/"), "is an address such as"),
        (("--against", "http://127.0.0.1:1", "--path", "/"), "does not answer"),
        (("--comments", "1", "--threads", "2"), "more threads than comments"),
        (("--languages", "xx"), "Choose from en"),
        (("--seconds", "1", "growth"), "Put the options of growth after it"),
        (("growth", "--thread-sizes", "many"), "is a list of numbers"),
        (("growth", "--thread-sizes", "", "--site-sizes", ""), "at least one size"),
    ],
)
def test_what_makes_no_sense_is_said(args: tuple[str, ...], said: str) -> None:
    """A bad option ends the command before anything runs."""
    refused = _run(*args)
    assert refused.exit_code != 0
    assert said in refused.output


def test_growth_is_measured_and_drawn(tmp_path: Path) -> None:
    """Each size has its figures in the table, the JSON and the plot."""
    told, svg, page = (tmp_path / name for name in ("g.json", "g.svg", "g.md"))
    ran = _run(
        *("growth", "--thread-sizes", "3,30", "--site-sizes", "200"),
        *("--seconds", "0.4", "--json", str(told), "--svg", str(svg)),
        *("--markdown", str(page)),
    )
    assert ran.exit_code == 0, ran.output
    rows = json.loads(told.read_text("utf-8"))["rows"]
    sizes = [(row["kind"], row["comments"]) for row in rows]
    assert sizes == [("thread", 3), ("thread", 30), ("site", 200)]
    assert all(row["warm"] > 0 and min(row["cold"].values()) > 0 for row in rows)
    assert ET.fromstring(svg.read_text("utf-8")).tag.endswith("svg")  # noqa: S314 -- our own
    assert page.read_text("utf-8").count("| thread |") == 2


def test_a_corpus_has_the_same_numbers(tmp_path: Path) -> None:
    """The file that Isso imports has every thread and comment."""
    file = tmp_path / "corpus.json"
    ran = _run("corpus", str(file), "--comments", "7", "--threads", "3")
    assert ran.exit_code == 0, ran.output
    threads = json.loads(file.read_text("utf-8"))
    assert [len(each["comments"]) for each in threads] == [3, 2, 2]
    assert [each["id"] for each in threads] == ["/bench/0", "/bench/1", "/bench/2"]
    wanted = {"id", "author", "email", "website", "remote_addr", "created", "text"}
    assert set(threads[0]["comments"][0]) == wanted
