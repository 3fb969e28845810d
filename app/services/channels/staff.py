"""Mail to those who sign in at the desk: a link to a new password, and a trial letter.

The link is made when the letter leaves, so that its secret is stored nowhere but in
the letter. A second attempt makes a second link; both work, one of them once.
"""

from app.domain.staff import RESET_LIFE, LinkPurpose
from app.services.channels import mail
from app.services.channels.base import Channel, Delivery
from app.services.container import Container
from app.services.steps import links
from app.services.steps.links import Gift
from app.storage.unit_of_work import Unit

RESET = "reset"
_SENDER = "Rejoinder"


def _send_reset(container: Container, delivery: Delivery) -> None:
    """Write to whoever asked, if there is somebody of that name."""
    account_id = delivery.about("account")

    def store(unit: Unit) -> tuple[str, str] | None:
        staff = unit.staff.find(account_id)
        if staff is None or not staff.email:
            return None
        link = links.make(
            unit,
            container,
            purpose=LinkPurpose.RESET,
            life=RESET_LIFE,
            gives=Gift(account_id=account_id),
        )
        return staff.email, link

    made = container.store.write(store)
    if made is not None:
        _send(container, delivery, to=made[0], url=made[1])


def send_trial(container: Container, delivery: Delivery, *, to: str) -> None:
    """Send a letter that only shows that letters arrive; raises DeliveryError."""
    _send(container, delivery, to=to, url=mail.page_url(container, "/admin/"))


def _send(container: Container, delivery: Delivery, *, to: str, url: str) -> None:
    content = mail.Content(
        to=to,
        site=_SENDER,
        slug="desk",
        template=delivery.kind,
        values={"url": url, "host": container.public_url},
    )
    mail.send(container, delivery, content=content)


CHANNELS = (Channel(kind=RESET, deliver=_send_reset),)
