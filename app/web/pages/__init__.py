"""The hosted page of a thread: everything works without JavaScript.

GET shows, POST acts and redirects. Framed by the embedder's page it is read-only,
for a first-party cookie never comes back from a cross-site frame.
"""

from app.web.pages import own, reports, thread
from app.web.pages.common import blueprint

__all__ = ["blueprint", "own", "reports", "thread"]
