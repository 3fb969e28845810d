"""The desk: where owners and moderators work. Every action works without JavaScript.

Each page is a module; what they share, the shell around them included, is in
`common`. What a page takes stands above it (`common.takes`); it is judged at the door,
and by the use cases (`services.steps.office`).
"""

from app.web.admin import front, joining, letters, passwords, people, wizard
from app.web.admin.common import blueprint

__all__ = ["blueprint", "front", "joining", "letters", "passwords", "people", "wizard"]
