"""The desk's page of letters."""

from flask.testing import FlaskClient

from app.services import mailed
from app.services.container import Container
from tests import people
from tests.postbox import press


def test_the_desk_has_a_page_of_letters(
    mail_client: FlaskClient, mailing: Container
) -> None:
    """A moderator chooses there how to hear of his sites; a stranger has to log in."""
    assert mail_client.get("/admin/mail").status_code == 303
    who = people.at_home(mailing, people.grant(mailing, people.account(mailing)))
    with mail_client.session_transaction() as session:
        session["account"] = who.session_token
    assert "At once, a letter for each comment" in mail_client.get("/admin/mail").text
    answer = press(mail_client, "/admin/mail", site="blog", mode="daily")
    assert answer.status_code == 303
    (view,) = mailed.notices(mailing, who)
    assert view.mode == "daily"
    assert press(mail_client, "/admin/mail", site="x", mode="daily").status_code == 404
    assert press(mail_client, "/admin/mail", site="blog", mode="x").status_code == 422
