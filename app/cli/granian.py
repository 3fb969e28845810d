"""Granian's processes around a WSGI application; loads nothing of ours."""

from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels

STOP_SECONDS = 30
MOST_CONNECTIONS = 1024


def serve(factory: str, *, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the application that a factory makes, the way we serve ours."""
    Granian(
        factory,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        runtime_mode=RuntimeModes.st,
        # More than this wait in the kernel's queue rather than in our memory.
        backpressure=MOST_CONNECTIONS,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    ).serve()
