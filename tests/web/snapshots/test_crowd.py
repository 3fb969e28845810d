"""A crowd that comes at once for one answer has it made once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.service import Api

WHERE = "/api/v1/sites/blog/comments?thread=/a"
CROWD = 6


def test_one_makes_it_for_all(api: Api, app: Flask) -> None:
    """While one reader's answer is made, the others wait for it, and take it."""
    api.made("Something to read.")
    asked: list[str] = []
    began, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        asked.append("asked")
        began.set()
        assert go_on.wait(20)

    app.before_request_funcs.setdefault(None, []).append(hold)
    with ThreadPoolExecutor(CROWD) as pool:
        first = pool.submit(lambda: app.test_client().get(WHERE).get_json())
        assert began.wait(20)
        coming = threading.Barrier(CROWD)

        def come() -> object:
            coming.wait(20)
            return app.test_client().get(WHERE).get_json()

        others = [pool.submit(come) for _ in range(CROWD - 1)]
        coming.wait(20)
        go_on.set()
        answers = [each.result() for each in (first, *others)]
    assert asked == ["asked"]
    assert all(each == answers[0] for each in answers)
    assert answers[0]["thread"]["count"] == 1


def test_kept_bytes_go_out_in_one_piece(api: Api, app: Flask) -> None:
    """The body is a list, which is what the server sends without a detour."""
    api.made("Something to read.")
    app.test_client().get(WHERE)
    path, _, query = WHERE.partition("?")
    environ = EnvironBuilder(path=path, query_string=query).get_environ()
    body = app.wsgi_app(environ, lambda *_: lambda _: None)
    assert isinstance(body, list)
    assert len(body) == 1


def test_a_failure_holds_nobody_up(api: Api, app: Flask) -> None:
    """Who was waiting for an answer that failed asks for himself."""
    api.made("Something to read.")

    def fail() -> None:
        raise ZeroDivisionError

    hooks = app.before_request_funcs.setdefault(None, [])
    hooks.append(fail)
    assert app.test_client().get(WHERE).status_code == 500
    hooks.remove(fail)
    assert app.test_client().get(WHERE).status_code == 200
