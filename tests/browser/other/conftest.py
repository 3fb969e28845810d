"""What the journeys in other engines are given."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.other.engines import ENGINES
from tests.browser.other.reader import Reader
from tests.browser.widget.conftest import thread, world
from tests.browser.widget.world import SITE, World

__all__ = ["thread", "world"]

Visit = Callable[..., Reader]

LONG = [
    pytest.mark.long,
    # Werkzeug's development server leaves a file open when a browser hangs up early.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <_io.FileIO.*widget/dist"
        ":pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="session", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Start each engine once, as a person would have it: nothing switched off."""
    name: str = request.param
    with ENGINES[name]() as remote:
        yield Reader(name, remote)


@pytest.fixture
def reader(engine: Reader, world: World) -> Reader:
    """Give a reader of whom the host's pages keep nothing yet."""
    engine.remote.goto(world.put("/blank", "Nothing here."))
    engine.tell("localStorage.clear()")
    engine.remote.resize(900, 900)
    return engine


@pytest.fixture
def visit(world: World, reader: Reader, thread: str) -> Visit:
    """Open a page with the thread of this test, and give its reader."""

    def visit(
        attributes: str = "", *, site: str = SITE, fragment: str = "", **page: str
    ) -> Reader:
        tag = f'thread="{thread}" loading="eager" {attributes}'
        body = page.pop("before", "") + world.snippet(tag, site)
        address = world.put(f"/page{thread}", body, **page)  # type: ignore[arg-type]
        reader.remote.goto(address + fragment)
        reader.until("find('section[aria-busy=false]').length")
        return reader

    return visit
