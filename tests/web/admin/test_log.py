"""The log at the desk: read, narrowed, taken along; and the numbers."""

import csv
import io
import re

import pytest

from app.domain.moderation import Status
from app.services.container import Container
from app.web.admin.log import safe_cell
from tests.service import Api, MovableClock
from tests.web.admin.desk import Clerk, seed
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def test_log_says_who_did_what(container: Container, moderator: Clerk) -> None:
    """A decision is in the log under its maker's name, and can be found by it."""
    first, second = seed(container, 2)
    moderator.post("act", {"one": f"approve:{first}"})
    moderator.post("act", {"one": f"spam:{second}"})
    html = moderator.html("log")
    assert html.count("by</span> <bdi>Clerk moderator</bdi>") == 2
    actor = f"account:{moderator.account_id.hex}"
    assert "spam" in moderator.html("log", actor=actor, action="spam")
    only = moderator.html("log", comment=str(first))
    assert f"comments/{first}" in only
    assert f"comments/{second}" not in only
    assert "Nothing is written here" in moderator.html("log", action="merge")
    assert moderator.get("log", cursor="x").status_code == 422


def test_log_takes_back_what_was_done_together(
    container: Container, moderator: Clerk, clock: MovableClock
) -> None:
    """Long after its banner has gone, a decision is undone from its line."""
    ids = seed(container, 2)
    moderator.post("act", {"bulk": "spam", "ids": [str(each) for each in ids]})
    clock.advance(days=5)
    found = re.search(r'name="batch" value="([^"]+)"', moderator.html("log"))
    assert found is not None
    moderator.post("undo", {"batch": found[1], "next": "/admin/blog/log"})
    assert "Comment 0" in moderator.html()
    assert "Comment 1" in moderator.html()


def test_log_goes_on(
    container: Container, moderator: Clerk, clock: MovableClock
) -> None:
    """A long log has pages."""
    for each in seed(container, 101):
        clock.advance(seconds=1)
        moderator.post("act", {"one": f"approve:{each}"})
    html = moderator.html("log")
    assert html.count("<li><time") == 100
    cursor = html.partition("cursor=")[2].partition('"')[0]
    assert moderator.html("log", cursor=cursor).count("<li><time") == 1


def test_log_as_csv(container: Container, moderator: Clerk, api: Api) -> None:
    """The file has a row a line, and nothing that a spreadsheet would compute."""
    set_policy(container, hold_words="=cmd")
    api.made("Try =cmd now.", key="/x")
    answer = moderator.get("log.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [row["action"] for row in rows] == ["post"]
    assert rows[0]["to"] == "pending"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\rx",
        " =1",
        '"=1',
        ",=1",
        "\uff1d1",
        "\uff0b1",
    ],
)
def test_formulas_are_text(cell: str) -> None:
    """What a spreadsheet would take for a formula begins with a quote."""
    assert safe_cell(cell) == f"'{cell}"


def test_other_cells_stay(moderator: Clerk) -> None:
    """What is no formula is as it was."""
    for cell in ("", "2026-11-25", "a=b", "spam"):
        assert safe_cell(cell) == cell


def test_numbers_agree_with_their_picture(
    container: Container, moderator: Clerk, clock: MovableClock
) -> None:
    """Days, shares, waits, pages and reasons are counted; the table has the same."""
    assert "Nothing to count yet" in moderator.html("stats")
    held = seed(container, 4)
    seed(container, 2, status=Status.APPROVED, reasons=[], key="/busy")
    clock.advance(hours=1)
    moderator.post("act", {"bulk": "approve", "ids": [str(each) for each in held[:3]]})
    moderator.post("act", {"one": f"spam:{held[3]}"})
    html = moderator.html("stats", days="90")
    assert "<dd>75 %</dd>" in html
    assert "<dd>1 hour 3 minutes</dd>" in html
    row = '<tr><th scope="row">2026-11-23</th><td>5</td><td>0</td><td>0</td><td>1</td>'
    assert row in html
    assert html.count('class="bar') == 2
    assert "/busy" in html
    assert "Every comment waits here</th><td>4</td>" in html
