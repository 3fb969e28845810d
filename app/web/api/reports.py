"""Readers report a comment."""

from app.domain import errors
from app.services import reports
from app.services.reports import ReportRequest
from app.web.api.operations import Answer, Call, operation
from app.web.api.schemas.reports import ReportIn
from app.web.origins import Reach


@operation(
    "POST",
    "/sites/{site}/comments/{comment_id}/reports",
    summary="Report a comment to the moderators",
    reach=Reach.REGISTERED,
    answers={204: None},
    errors=(
        errors.OriginNotAllowedError,
        errors.SiteNotFoundError,
        errors.CommentNotFoundError,
        errors.TooManyRequestsError,
    ),
    body=ReportIn,
    headers=("Authorization", "X-Edit-Token"),
)
def report_comment(call: Call) -> Answer:
    """Take a report: 204, whether or not this reader has reported it before."""
    request = ReportRequest(
        site=call.site,
        comment_id=call.comment_id,
        reason=call.body.reason,
        note=call.body.note,
        credentials=call.credentials,
    )
    reports.report(call.container, request)
    return Answer(204)
