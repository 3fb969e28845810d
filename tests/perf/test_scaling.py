"""The simulation behind docs/scaling.md: the same each time, and true to its rules."""

import json
from dataclasses import replace
from pathlib import Path

from tests.perf.scaling import PAGE, SETUPS, Costs, Simulation, written


def test_the_page_shows_what_comes_out() -> None:
    """The table of docs/scaling.md is the one that the simulation gives."""
    page = PAGE.read_text("utf-8")
    assert page == written(page), "run `make docs` and commit what it writes"


def test_beyond_what_it_can_it_refuses() -> None:
    """A process that is asked for more than it can refuses, and nobody waits long."""
    out = Simulation(SETUPS[0], Costs(hit=20, miss=20, post=20)).run()
    assert out.refused > 0
    assert max(out.waits) < 20 + 2.1


def test_more_processes_share_the_work() -> None:
    """Eight processes are busy for no longer than one, and refuse nobody."""
    one = Simulation(SETUPS[3], Costs()).run()
    eight = Simulation(replace(SETUPS[3], processes=8), Costs()).run()
    assert one.refused > 0 == eight.refused


def test_costs_of_another_machine(tmp_path: Path) -> None:
    """What `rejoinder bench` measured takes the place of what we assume."""
    path = tmp_path / "bench.json"
    rows = [
        {"title": "hot thread", "ours": {"server_cpu_a_request": 0.001}},
        {"title": "posts, 32 clients", "ours": {"server_cpu_a_request": None}},
    ]
    path.write_text(json.dumps({"rows": rows}), "utf-8")
    assert Costs.measured(path) == Costs(hit=0.001)
