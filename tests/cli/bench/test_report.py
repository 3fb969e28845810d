"""What was measured is shown whole, and figures add up."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest

from app.cli.bench import fsyncs, plot, report
from app.cli.bench.figures import Figures, in_turn
from app.cli.bench.processes import Cores

CORES = Cores(frozenset(), frozenset())


def _figures(requests: int, **more: object) -> Figures:
    fields = {
        "generator": "own",
        "requests": requests,
        "errors": 0,
        "seconds": 2.0,
        "bytes": requests * 100,
        "cpu": 1.0,
        "p50": 0.001,
        "p99": 0.004,
        **more,
    }
    return Figures(**fields)  # type: ignore[arg-type]  # fields are as declared


def test_figures_add_up() -> None:
    """Rates leave errors out, and everything is for one answer."""
    found = _figures(1000, errors=100, server_cpu=0.5)
    assert found.rate == 450
    assert found.bytes_each == 100
    assert found.cpu_each == 0.0005
    assert found.load == 0.5


def test_nothing_measured_divides_by_nothing() -> None:
    """A run without an answer has no rate, and says so instead of failing."""
    empty = _figures(0, seconds=0.0)
    assert (empty.rate, empty.bytes_each, empty.load) == (0.0, 0.0, 0.0)
    assert empty.cpu_each is None


def test_pairs_are_run_in_turn_and_the_median_counts() -> None:
    """Each round runs the other, then ours; the ratio is the median of the pairs."""
    order: list[str] = []
    ours, bare = iter((100, 400, 300)), iter((1000, 1000, 500))

    def run_ours() -> Figures:
        order.append("ours")
        return _figures(next(ours))

    def run_bare() -> Figures:
        order.append("bare")
        return _figures(next(bare))

    row = in_turn("hot", "Hot", ours=run_ours, beside={"bare": run_bare}, rounds=3)
    assert order == ["bare", "ours"] * 3
    assert row.ratio == 0.4
    assert row.ours.requests == 300
    assert row.beside["bare"].requests == 1000


def test_a_row_is_a_line_with_one_below_for_each_other() -> None:
    """The table has every figure under its head, as text and as Markdown."""
    row = in_turn(
        "hot",
        "Hot",
        ours=lambda: _figures(2000, server_cpu=0.1),
        beside={"bare": lambda: _figures(4000)},
        rounds=1,
    )
    lines = report.table([row])
    head, first, second = (dict(zip(lines[0], line, strict=True)) for line in lines)
    assert list(head) == list(head.values())
    assert first["answers/s"] == "1,000"
    assert first["p99 ms"] == "4.00"
    assert first["CPU µs each"] == "50"
    assert first["ratio"] == "0.50"
    assert (second["workload"], second["CPU µs each"]) == ("· bare", "?")
    assert len(report.as_text(lines).splitlines()) == 3
    assert report.as_markdown(lines).splitlines()[1].count("---") == len(lines[0])


def test_the_document_is_json_with_its_format() -> None:
    """Programs find format, machine, options and every row."""
    row = in_turn("hot", "Hot", ours=lambda: _figures(2000), beside={}, rounds=1)
    made = report.document("run", [row], cores=CORES, asked={"seconds": 2})
    told = json.loads(json.dumps(made))
    assert (told["format"], told["kind"]) == (1, "run")
    assert told["machine"]["one_core_each"] is False
    assert told["rows"][0]["ours"]["requests_a_second"] == 1000
    assert told["rows"][0]["ratio"] is None


def test_a_page_is_written_between_its_marks(tmp_path: Path) -> None:
    """What is around the marks stays; a page without them is refused."""
    page = tmp_path / "page.md"
    report.put(page, "run", text="first")
    page.write_text("above\n" + page.read_text("utf-8") + "below\n", "utf-8")
    report.put(page, "run", text=r"second \1")
    told = page.read_text("utf-8")
    assert "first" not in told
    assert [told.startswith("above"), r"second \1" in told, "below" in told] == [
        True
    ] * 3
    with pytest.raises(click.ClickException, match="bench:isso"):
        report.put(page, "isso", text="x")


def test_a_plot_is_well_formed_and_names_every_line() -> None:
    """Lines, marks and names are there, and nothing breaks out of a name."""
    drawn = plot.draw(
        {"a <b> & c": [(100, 0.5), (100_000, 40.0)], "flat": [(10, 1.0)]},
        title="T",
        x="comments",
        y="ms",
    )
    root = ET.fromstring(drawn)  # noqa: S314 -- our own
    name = "{http://www.w3.org/2000/svg}"
    texts = [each.text for each in root.iter(name + "text")]
    assert {"a <b> & c", "flat", "comments", "ms", "100,000", "0.1"} <= set(texts)
    assert len(list(root.iter(name + "circle"))) == 3 + 2
    marks = [float(each.get("cx", "-1")) for each in root.iter(name + "circle")]
    assert all(0 < at < 720 for at in marks)


def test_straces_summary_is_added_up() -> None:
    """Calls of both kinds count, with errors or without, and the total does not."""
    summary = """\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 90.00    0.010000          10       150           fdatasync
 10.00    0.001000          10         7         2 fsync
------ ----------- ----------- --------- --------- ----------------
100.00    0.011000                   157         2 total
"""
    assert fsyncs.counted(summary) == 157
    assert fsyncs.counted("") == 0
