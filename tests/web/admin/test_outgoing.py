"""What did not arrive, and webhooks, as a site's owner sees and settles them."""

import re
from uuid import UUID

import pytest

from app.domain.webhooks import KINDS, SELECTABLE
from app.services.channels import CHANNELS
from app.services.container import Container
from app.storage.moderation_models import WebhookRow
from app.storage.outbox_models import DeliveryRow
from app.web.admin import deliveries
from tests.service import MovableClock
from tests.services import acts
from tests.web.admin.desk import Clerk, give_up

pytestmark = pytest.mark.usefixtures("site")

# No test asks the world: this one is refused before anybody is looked up.
HOOK = {"url": "https://hooks.example:9/x", "preset": "standard"}


def _states(container: Container) -> dict[UUID, str]:
    return {row.id: row.state for row in acts.stored(container, DeliveryRow)}


def test_all_is_well(owner: Clerk) -> None:
    """Where nothing failed that is said."""
    assert "has arrived, or is on its way" in owner.html("outgoing")


def test_what_failed_is_listed(container: Container, owner: Clerk) -> None:
    """Given up or tried again, in words, with the way to the comment."""
    give_up(container)
    give_up(container, state="queued")
    html = owner.html("outgoing")
    assert html.count("The receiver answered HTTP 503.") == 2
    assert html.count("Tried 3 times") == 2
    assert "tried again by themselves" in html
    assert html.count(">The comment</a>") == 2


def test_it_is_seen_from_everywhere(
    container: Container, owner: Clerk, moderator: Clerk
) -> None:
    """The menu of every page says how much did not arrive, to owners."""
    give_up(container)
    assert "1<span" in owner.html("log")
    assert "did not arrive" not in moderator.html("log")


def test_ticked_ones_are_tried_again(container: Container, owner: Clerk) -> None:
    """Those that are ticked go out anew, the others stay."""
    one, other = give_up(container), give_up(container)
    done = owner.post("outgoing/undelivered", {"act": "retry", "id": str(one)})
    assert "One delivery is tried again." in owner.client.get(done.location).text
    assert _states(container) == {one: "queued", other: "dead"}
    none = owner.post("outgoing/undelivered", {"act": "retry"})
    assert "Nothing was ticked." in owner.client.get(none.location).text
    owner.post("outgoing/undelivered", {"act": "retry all"})
    assert set(_states(container).values()) == {"queued"}


def test_forgotten_is_gone(container: Container, owner: Clerk) -> None:
    """What is forgotten is gone; what is still tried is left alone."""
    one, other = give_up(container), give_up(container)
    tried = give_up(container, state="queued")
    owner.post("outgoing/undelivered", {"act": "drop", "id": [str(one), str(tried)]})
    assert set(_states(container)) == {other, tried}
    owner.post("outgoing/undelivered", {"act": "drop all"})
    assert set(_states(container)) == {tried}
    assert owner.post("outgoing/undelivered", {"act": "x"}).status_code == 422


def test_every_kind_and_code_has_words() -> None:
    """Nothing that leaves, and nothing that goes wrong, is shown as a code."""
    assert {channel.kind for channel in CHANNELS} <= set(deliveries.KINDS)
    assert set(KINDS) == set(deliveries.PRESETS)
    assert {event.value for event in SELECTABLE} == set(deliveries.EVENTS)
    codes = ("timeout", "http_500", "server_421", "refused_550", "mail_is_off")
    for code in codes:
        assert deliveries.error(code).endswith(".")
    assert deliveries.error("strange_thing") == "Strange thing"


def _hook(container: Container) -> WebhookRow:
    (row,) = acts.stored(container, WebhookRow)
    return row


def test_a_webhook_is_added(container: Container, owner: Clerk) -> None:
    """Its secret is shown once, its address never again."""
    form = {**HOOK, "event": ["comment.held", "comment.reported"]}
    made = owner.post("outgoing/webhooks", form)
    assert made.status_code == 200
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made.text)
    assert secret
    row = _hook(container)
    assert (row.url, row.events) == (HOOK["url"], "comment.held,comment.reported")
    html = owner.html("outgoing")
    assert secret[0] not in html
    assert HOOK["url"] not in html
    assert "hooks.example" in html
    assert "A comment waits; A reader reports a comment." in html


def test_a_bad_address_keeps_what_was_typed(owner: Clerk) -> None:
    """The field says what is wrong, and the form is as it was."""
    form = {"url": "http://inside", "preset": "ntfy", "event": "comment.deleted"}
    answer = owner.post("outgoing/webhooks", form)
    assert answer.status_code == 422
    assert 'value="http://inside"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert '<option value="ntfy" selected>' in answer.text
    chosen = re.findall(r'value="(comment\.\w+)" checked', answer.text)
    assert chosen == ["comment.deleted"]


def test_a_webhook_is_kept(container: Container, owner: Clerk) -> None:
    """It is tried, switched, given a new secret, and removed."""
    owner.post("outgoing/webhooks", HOOK)
    about = {"webhook": str(_hook(container).id)}
    act = "outgoing/webhooks/act"
    tried = owner.post(act, {**about, "act": "test"})
    assert "The test did not arrive" in tried.text
    assert owner.post(act, {**about, "act": "off"}).status_code == 303
    assert not _hook(container).enabled
    assert "Switch on" in owner.html("outgoing")
    owner.post(act, {**about, "act": "on"})
    assert _hook(container).enabled
    assert "whsec_" in owner.post(act, {**about, "act": "rotate"}).text
    assert _hook(container).generation == 2
    assert owner.post(act, {**about, "act": "nonsense"}).status_code == 404
    done = owner.post(act, {**about, "act": "remove"})
    assert "The webhook is removed." in owner.client.get(done.location).text
    assert acts.stored(container, WebhookRow) == []


def test_webhooks_want_a_fresh_sign_in(
    container: Container, owner: Clerk, clock: MovableClock
) -> None:
    """Eleven minutes after the sign-in one is asked for it once more."""
    clock.advance(minutes=11)
    answer = owner.post("outgoing/webhooks", HOOK)
    assert answer.status_code == 303
    assert answer.location.startswith("/admin/login?next=")
    assert "again=1" in answer.location
    assert acts.stored(container, WebhookRow) == []
