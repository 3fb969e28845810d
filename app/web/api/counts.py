"""Counts of many threads at once."""

from app.domain.errors import InvalidInputError, SiteNotFoundError
from app.services import reading
from app.web.api.operations import Answer, Call, operation
from app.web.api.schemas.comments import Counts, CountsQuery
from app.web.origins import Reach

MOST = 100


@operation(
    "GET",
    "/sites/{site}/counts",
    summary="How many comments threads have",
    reach=Reach.PUBLIC,
    answers={200: Counts},
    errors=(SiteNotFoundError,),
    query=CountsQuery,
)
def get_counts(call: Call) -> Answer:
    """Count visible comments; 0 for threads that nobody knows."""
    keys, urls = call.query.thread, call.query.url
    if len(keys) + len(urls) > MOST:
        message = f"Ask for at most {MOST} threads at once."
        raise InvalidInputError.of(message, field="thread", code="too_many")
    view = reading.counts(call.container, call.site, keys=keys, urls=urls)
    return Answer(
        body=Counts(counts=view.counts),
        headers={"Cache-Control": "public, max-age=60"},
        basis=view.basis,
    )
