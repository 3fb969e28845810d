"""What HTTP itself can get wrong: bodies too large, of the wrong kind, or no JSON."""

from app.domain.errors import DomainError

# The longest comment is 10,000 code points, four bytes each, escaped in JSON.
MOST_BODY_BYTES = 128 * 1024
MOST_FORM_PARTS = 50


class MalformedJsonError(DomainError):
    """The body is not JSON."""

    code = "malformed_json"
    sentence = "The request body is not valid JSON."


class UnsupportedMediaTypeError(DomainError):
    """The API takes application/json only."""

    code = "unsupported_media_type"
    sentence = "Send the body as application/json."


class PayloadTooLargeError(DomainError):
    """The request body is over the cap."""

    code = "payload_too_large"
    sentence = "The request is too large."
