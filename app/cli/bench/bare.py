"""The bare answer: finished bytes by the same server, and nothing else.

What a read is compared with: no program that answers through WSGI under Granian can
do less. The answers (path, status, headers, body) are a JSON file.
"""

import base64
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import granian
from app.settings import process_environ

FILE_VARIABLE = "BENCH_ANSWERS"
Start = Callable[[str, list[tuple[str, str]]], object]
Bare = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Finished:
    """One answer as it was given once."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def write(path: Path, answers: dict[str, Finished]) -> None:
    """Write answers by path for the bare server."""
    document = {
        name: [each.status, each.headers, base64.b64encode(each.body).decode()]
        for name, each in answers.items()
    }
    path.write_text(json.dumps(document), encoding="utf-8")


def make() -> Bare:
    """Make the application, in the server's process."""
    document = json.loads(Path(process_environ()[FILE_VARIABLE]).read_text("utf-8"))
    answers = {
        name: (status, [(key, value) for key, value in headers], [base64.b64decode(b)])
        for name, (status, headers, b) in document.items()
    }

    def bare(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        status, headers, body = answers[environ["PATH_INFO"]]
        start(status, headers)
        return body

    return bare


if __name__ == "__main__":
    granian.serve(
        "app.cli.bench.bare:make",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        workers=1,
        threads=int(sys.argv[2]),
    )
