"""The bare loop as a process of its own: posts without HTTP, one after another."""

import json
import sys
import time
from typing import Any

from app.cli.bench.histogram import Histogram
from app.compose import build_container
from app.services import bare_loop, bodies
from app.settings import from_environ


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Store comments for so many seconds; says what a load generator would say."""
    settings = from_environ(asked["environ"])
    container = build_container(settings)
    drafts = bodies.drafts(asked["languages"], count=asked["texts"], seed=asked["seed"])
    histogram = Histogram()
    posts = bare_loop.run(
        container, settings.database_url, key=asked["key"], drafts=drafts
    )
    # The first one connects and compiles; a server has done so as well.
    next(posts)
    cpu, begun = time.process_time(), time.perf_counter()
    for took in posts:
        histogram.record(took)
        if time.perf_counter() - begun >= asked["seconds"]:
            break
    posts.close()
    seconds = time.perf_counter() - begun
    container.store.close()
    return {
        "generator": "bare loop",
        "requests": len(histogram),
        "errors": 0,
        "seconds": seconds,
        "bytes": 0,
        "cpu": time.process_time() - cpu,
        "statuses": {"stored": len(histogram)},
        "p50": histogram.quantile(0.5),
        "p99": histogram.quantile(0.99),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.load(sys.stdin))))
