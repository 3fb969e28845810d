"""Reporting a comment, by a program and by the hosted page's form."""

from app.services.container import Container
from app.storage.moderation_models import ReportRow
from tests.service import BLOG, Api
from tests.services import acts
from tests.web.asking import everything, fields, problem, set_policy
from tests.web.hosted import Page, Reader


def _where(comment: dict[str, str]) -> str:
    return f"/comments/{comment['id']}/reports"


def test_program_reports(api: Api, container: Container) -> None:
    """The answer is 204 and the same the second time; one report is stored."""
    path = _where(api.made())
    answers = [
        api.call("POST", path, json={"reason": "spam"}, headers={"Origin": BLOG})
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [204, 204]
    headers = [
        sorted(set(each.headers) - {("X-Request-ID", each.headers["X-Request-ID"])})
        for each in answers
    ]
    assert headers[0] == headers[1]
    (row,) = acts.stored(container, ReportRow)
    assert (row.reason, row.note) == ("spam", "")


def test_what_a_program_gets_wrong(api: Api) -> None:
    """Reasons are a closed list, notes end, and what nobody sees is not there."""
    path = _where(api.made())
    bad = api.call("POST", path, json={"reason": "because"})
    assert fields(problem(bad, 422, code="invalid_input")) == {"reason": "bad_value"}
    long = api.call("POST", path, json={"reason": "spam", "note": "x" * 501})
    assert fields(problem(long, 422, code="invalid_input")) == {"note": "too_long"}
    for other in ("/comments/x/reports", f"/comments/{'0' * 32}/reports"):
        gone = api.call("POST", other, json={"reason": "spam"})
        problem(gone, 404, code="comment_not_found")
    foreign = {"Origin": "https://evil.example"}
    refused = api.call("POST", path, json={"reason": "spam"}, headers=foreign)
    problem(refused, 403, code="origin_not_allowed")


def test_hidden_is_hidden(api: Api, container: Container) -> None:
    """Once hidden by readers a comment is in no public answer."""
    set_policy(container, report_limit="1")
    made = api.made()
    assert api.call("POST", _where(made), json={"reason": "abuse"}).status_code == 204
    assert api.listed()["comments"] == []
    again = api.call("POST", _where(made), json={"reason": "abuse"})
    problem(again, 404, code="comment_not_found")


def _link(page: Page) -> str:
    """Find the one link to a report, and check that it names its comment."""
    (link,) = (each for each in page.all(".//a") if each.text == "Report")
    assert link.get("aria-label") == "Report the comment by A & B"
    return link.get("href", "")


def test_reader_reports_without_a_script(api: Api, reader: Reader) -> None:
    """From the link under a comment over the form to the thanks, and back."""
    made = api.made("Rude words.", author={"name": "A & B"})
    where = _link(reader.get())
    assert "Rude words." in reader.get(where).text()
    sent = reader.client.post(where, data=reader.fresh(where) | {"reason": "abuse"})
    page = reader.follow(sent)
    assert "Thank you" in page.text()
    back = reader.get(page.all(".//main//a")[0].get("href", ""))
    assert back.comments == [made["id"]]


def test_form_keeps_what_was_typed(
    api: Api, reader: Reader, container: Container
) -> None:
    """Without a reason, with too long a note, or without our cookie nothing is lost."""
    path = f"/t/blog/report/{api.made()['id']}"
    form = reader.fresh(path)
    form.pop("reason")
    before = everything(container)

    def send(**said: str) -> Page:
        return Page(reader.client.post(path, data=form | said))

    none = send(note="See.")
    assert (none.status, none.form and none.form["note"]) == (422, "See.")
    assert "Please choose a reason." in none.text()
    long = send(reason="abuse", note="x" * 501)
    assert long.status == 422
    assert long.error("note") == "A note has at most 500 characters."
    forged = send(reason="abuse", csrf_token="forged")
    assert (forged.status, "cookie" in forged.alert) == (422, True)
    assert everything(container) == before


def test_framed_report_leaves_the_frame(api: Api, reader: Reader) -> None:
    """In a frame the link opens the report on top, where a form works."""
    api.made(author={"name": "A & B"})
    framed = reader.get(**{"Sec-Fetch-Dest": "iframe"})
    where = _link(framed)
    (link,) = (each for each in framed.all(".//a") if each.get("href") == where)
    assert link.get("target") == "_top"
