"""The desk: where owners and moderators work. Every action works without JavaScript.

Each page is a module; what they share, the shell around them included, is in
`common`. Rights are judged by the use cases (`services.steps.office`), never here.
"""

from app.web.admin import front, letters
from app.web.admin.common import blueprint

__all__ = ["blueprint", "front", "letters"]
