"""Two real sites: pages on http://127.0.0.1:A, the service on http://localhost:B.

Ports do not make sites, names do: to the browser these two are strangers, so
third-party rules, CORS and storage partitioning are the real ones.
"""

import json
import socket
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server

from app.compose import build_container
from app.domain.ports import Clock
from app.factory import create_app
from app.services import sites
from app.services.schema import migrate
from app.services.sites import SiteChange
from app.settings import from_environ

SITE = "blog"
# A form filled in under three seconds is held; to the service these are 15 ms.
HASTE = 200


class HastyClock:
    """Tells the service a time that passes HASTE times as fast."""

    def __init__(self) -> None:
        """Start now."""
        self._start = time.monotonic()
        self._began = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._began + timedelta(seconds=(time.monotonic() - self._start) * HASTE)


class Service:
    """The service, which can be stopped and started again at the same address."""

    def __init__(
        self,
        folder: Path,
        *,
        environ: dict[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make an empty database, and find a port; `environ` are more settings."""
        self._server: BaseWSGIServer | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self.url = f"http://localhost:{self._port}"
        settings = from_environ(
            {
                "REJOINDER_DATA_DIR": str(folder),
                "REJOINDER_PUBLIC_URL": self.url,
                "REJOINDER_RATE_LIMITS": "off",
                **(environ or {}),
            }
        )
        migrate(settings.database_url)
        self.container = build_container(settings, clock=clock or HastyClock())
        self.app = create_app(settings, container=self.container)

    def add_site(self, slug: str, origin: str, **policy: str) -> None:
        """Make a site whose guests may edit for a week of hasty time."""
        rules = {"edit_minutes": "10080", "posts_per_minute": "100000", **policy}
        change = SiteChange(name=slug, add_origins=[origin], policy=rules)
        sites.add(self.container, slug, change=change)

    def start(self) -> None:
        """Answer from now on."""
        self._server = make_server("127.0.0.1", self._port, self.app, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer no more."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@dataclass
class Host:
    """A web server of somebody else's pages."""

    name: str = "127.0.0.1"
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def start(self) -> None:
        """Serve the pages put here until the tests end."""
        pages, asked = self.pages, self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers.get("Cookie", "")))
                text, headers = pages.get(self.path.partition("?")[0], ("", {}))
                self.send_response(200 if text else 404)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args: object) -> None:
                """Keep the test's output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://{self.name}:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()


@dataclass
class World:
    """Both sites, and the way to put things on them."""

    service: Service
    host: Host

    def snippet(self, attributes: str = "", site: str = SITE) -> str:
        """Return exactly the public snippet."""
        src = escape(f"{self.service.url}/embed.js")
        hosted = escape(f"{self.service.url}/t/{site}")
        return (
            f'<script type="module" async src="{src}"></script>\n'
            f'<rejoinder-thread site="{site}" {attributes}>'
            f'<a href="{hosted}">Read and write comments</a></rejoinder-thread>'
        )

    def put(
        self,
        path: str,
        body: str,
        *,
        head: str = "",
        html: str = 'lang="en"',
        headers: dict[str, str] | None = None,
    ) -> str:
        """Put a page on the host; return its address."""
        text = (
            f"<!doctype html><html {html}><head><title>A page</title>"
            f'<meta name="viewport" content="width=device-width">{head}</head>'
            f"<body><main><h1>A page</h1>{body}</main></body></html>"
        )
        self.host.pages[path] = (text, headers or {})
        return self.host.url + path

    def post(self, thread: str, body: str, **more: Any) -> dict[str, Any]:
        """Post a comment over REST, as a program would."""
        site = more.pop("site", SITE)
        name = more.pop("name", "Grace Hopper")
        entry = {"thread": {"key": thread}, "body": body, "author": {"name": name}}
        request = urllib.request.Request(  # noqa: S310 -- our own http address
            f"{self.service.url}/api/v1/sites/{site}/comments",
            json.dumps(entry | more).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- our own
            comment: dict[str, Any] = json.load(answer)
            return comment
