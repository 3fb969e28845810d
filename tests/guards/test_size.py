"""Modules stay readable in one sitting, functions on one screen."""

from collections.abc import Callable

import pytest

from tests.guards import size


def test_everything_fits(record_property: Callable[[str, object], None]) -> None:
    """No module, function or argument list outgrows its limit without leave."""
    program = size.measure_tree("app")
    record_property("health", size.health(program))
    assert size.violations(program + size.measure_tree("tests")) == []


def _problems(source: str, path: str = "app/example.py") -> list[str]:
    return [str(finding) for finding in size.measure(source, path).findings]


def test_long_function_is_found() -> None:
    """A function of more than 35 lines is reported by its qualified name."""
    source = "class A:\n    def f(self):\n" + "        pass\n" * 35
    assert _problems(source) == ["app/example.py::A.f: 36 lines, at most 35"]


@pytest.mark.parametrize(
    ("signature", "accepted"),
    [
        ("def f(a, b)", True),
        ("def f(a, b, *, c, d)", True),
        ("def f(a, b, c)", False),
        ("def f(a, b, c=1)", False),
        ("def f(a, b, /, c)", False),
        ("async def f(a, b, c)", False),
    ],
)
def test_third_argument_is_named(signature: str, accepted: bool) -> None:  # noqa: FBT001 -- a table's column
    """Only two arguments may be passed by position."""
    assert (_problems(f"{signature}: ...") == []) is accepted


@pytest.mark.parametrize("first", ["self", "cls"])
def test_self_is_not_counted(first: str) -> None:
    """A method has two arguments besides its self or cls."""
    assert _problems(f"class A:\n    def f({first}, a, b): ...") == []


def test_static_method_has_no_self() -> None:
    """A static method is counted like a function."""
    source = "class A:\n    @staticmethod\n    def f(a, b, c): ..."
    assert len(_problems(source)) == 1


@pytest.mark.parametrize(
    ("path", "limit"),
    [("app/compose.py", 150), ("app/factory.py", 150), ("app/web/home.py", 250)],
)
def test_modules_have_their_limit(path: str, limit: int) -> None:
    """Wiring may have 150 lines, any other module 250."""
    assert _problems("\n" * limit, path) == []
    assert len(_problems("\n" * (limit + 1), path)) == 1


def test_unneeded_exception_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave to be big ends when it is no longer needed."""
    monkeypatch.setitem(size.EXCEPTIONS, "app/gone.py", "it was big once")
    assert "app/gone.py: is in EXCEPTIONS but needs no exception" in size.violations([])
