"""A little server to be loaded: it answers what the test says, in a thread."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, bytes]


class Little:
    """Where the server listens, and what it was asked."""

    def __init__(self, port: int, asked: list[tuple[str, bytes]]) -> None:
        self.port = port
        self.asked = asked

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(answer: Callable[[str], Answer], *, version: str) -> Iterator[Little]:
    """Serve until the end of the block, in HTTP/1.0 (each closes) or HTTP/1.1."""
    asked: list[tuple[str, bytes]] = []

    class Asked(BaseHTTPRequestHandler):
        protocol_version = version

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked.append((self.path, self.rfile.read(length)))
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 -- the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield Little(server.server_address[1], asked)
        finally:
            server.shutdown()
            thread.join()
