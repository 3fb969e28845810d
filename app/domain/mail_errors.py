"""What can go wrong with subscriptions and with the links of letters."""

from app.domain.errors import ConflictError, NotFoundError


class MailLinkError(NotFoundError):
    """A link from a letter is forged, over, or about something that is gone."""

    code = "mail_link_over"
    sentence = "This link is over: it was used, or what it was about is gone."


class SubscriptionNotFoundError(NotFoundError):
    """There is no such subscription, or it is somebody else's."""

    code = "subscription_not_found"
    sentence = "There is no such subscription."


class StaleLinkError(ConflictError):
    """A link would decide about a comment that is no longer as the letter had it."""

    code = "mail_link_stale"
    sentence = (
        "This comment has changed since the letter was written: it was decided, edited "
        "or deleted. Please look at it at the desk."
    )
