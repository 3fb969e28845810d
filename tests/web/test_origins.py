"""Which origins may talk to us: CORS out, Origin in, and public reads for everybody."""

from typing import Any

from werkzeug.test import TestResponse

from app.services.container import Container
from app.services.sites import SiteChange, add
from tests.service import BLOG, PUBLIC_URL, SECOND, Api
from tests.web.asking import everything, problem, token

EVIL = [
    *("null", "", " ", "*", "http://blog.example", "https://blog.example/"),
    *("https://blog.example.evil.example", "https://evilblog.example"),
    *("https://evil.example/blog.example", "https://blog.exampl", "blog.example"),
    *("https://sub.blog.example", "https://blog.example:8443", "//blog.example"),
    *("https://blog.example:443", "https://blog.example:80", "https://blog.example."),
    *("HTTPS://blog.example", "https://BLOG.example", "https://blog.EXAMPLE"),
    *("https://user@blog.example", "https://blog.example@evil.example"),
    *("https://user:pw@blog.example", "https://blog.example#", "https://blog.example?"),
    *("https://blog.example, https://evil.example", f"{BLOG} {SECOND}"),
    *("https://evil.example, https://blog.example", "ftp://blog.example"),
    *("file://", "data:", "blob:https://blog.example", "chrome-extension://abc"),
    *("https://blog%2eexample", "https://blog。example", "https://xn--blog-.example"),
    *("https://other.example", "http://localhost:8001", "https://localhost:8000"),
    *("http://127.0.0.1:8000", "http://localhost", "https://[::1]", "undefined"),
]
WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/comments", {"json": {"thread": {"key": "/a"}, "body": "Evil"}}),
    ("PATCH", "/comments/{id}", {"json": {"body": "Evil"}}),
    ("DELETE", "/comments/{id}", {}),
    ("POST", "/preview", {"json": {"body": "Evil"}}),
    ("POST", "/challenge", {"json": {}}),
    ("GET", "/comments/{id}", {}),
    ("GET", "/own?thread=/a", {}),
]
# Every origin with one write, and every write with one origin: the rule is one place.
MATRIX = [
    *((origin, WRITES[0]) for origin in EVIL),
    *(("https://blog.example.evil.example", write) for write in WRITES),
]
# Different for every answer, whoever asks.
CHANGING = {"X-Request-ID", "Date"}
PUBLIC = ["", "/comments?thread=/a", "/counts?thread=/a", "/comments/{id}/replies"]


def _add_other(container: Container) -> None:
    add(container, "other", change=SiteChange(add_origins=["https://other.example"]))


def _cors(answer: TestResponse) -> dict[str, str]:
    names = (name for name, _ in answer.headers if name.startswith("Access-Control-"))
    return {name: answer.headers[name] for name in names}


def _lasting(answer: TestResponse) -> tuple[tuple[str, str], ...]:
    """Give the headers that do not differ from one request to the next by nature."""
    passing = {"X-Request-ID", "Date"}
    return tuple(sorted(pair for pair in answer.headers if pair[0] not in passing))


def test_foreign_origin_writes_nothing(api: Api, container: Container) -> None:
    """Whatever is no public read is 403 for over 40 foreign origins and does nothing.

    Nor may the page read the refusal.
    """
    _add_other(container)
    made = api.made()
    before = everything(container)
    for origin, (method, path, more) in MATRIX:
        headers = token(made) | {"Origin": origin}
        answer = api.call(method, path.format(id=made["id"]), headers=headers, **more)
        problem(answer, 403, code="origin_not_allowed")
        assert _cors(answer) == {}, (origin, method, path)
    assert everything(container) == before


def test_foreign_origin_passes_no_preflight(api: Api, container: Container) -> None:
    """A preflight from a foreign origin for a write gets no CORS header at all."""
    _add_other(container)
    for origin, (method, path, _) in MATRIX:
        headers = {"Origin": origin, "Access-Control-Request-Method": method}
        answer = api.call("OPTIONS", path.format(id="0" * 32), headers=headers)
        assert answer.status_code == 204
        assert _cors(answer) == {}, (origin, method, path)


def test_registered_origin_may_do_everything(api: Api) -> None:
    """The site's origins, and the service's own, are let in and named exactly."""
    for origin in (BLOG, SECOND, PUBLIC_URL):
        answer = api.post(origin, headers={"Origin": origin})
        assert answer.status_code == 201
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in answer.headers
        exposed = answer.headers["Access-Control-Expose-Headers"]
        assert {"ETag", "Location", "Retry-After"} <= set(exposed.split(", "))


def test_private_answers_vary(api: Api) -> None:
    """What takes a credential is no-store and varies with Origin and credentials."""
    made = api.made()
    for method, path, more in WRITES:
        for headers in ({}, {"Origin": BLOG}, {"Origin": "null"}):
            where = path.format(id=made["id"])
            answer = api.call(method, where, headers=headers, **more)
            assert answer.headers["Vary"] == "Origin, Authorization, X-Edit-Token"
            assert answer.headers["Cache-Control"] == "no-store"


def test_absent_origin_is_allowed(api: Api) -> None:
    """A program that sends no Origin writes, and gets no CORS header."""
    answer = api.post()
    assert answer.status_code == 201
    assert _cors(answer) == {}


def test_registered_origin_passes_preflight(api: Api) -> None:
    """A preflight is 204 and names the origin, the methods and the headers."""
    asked = {"Access-Control-Request-Method": "PATCH", "Origin": BLOG}
    answer = api.call("OPTIONS", "/comments/x", headers=asked)
    assert (answer.status_code, answer.get_data()) == (204, b"")
    found = _cors(answer)
    assert found["Access-Control-Allow-Origin"] == BLOG
    methods = found["Access-Control-Allow-Methods"].split(", ")
    assert {"GET", "PATCH", "DELETE"} <= set(methods)
    allowed = set(found["Access-Control-Allow-Headers"].split(", "))
    wanted = {"X-Edit-Token", "Idempotency-Key", "If-Match", "Content-Type"}
    assert wanted | {"Authorization"} <= allowed


def test_preflight_knows_nothing(api: Api, container: Container) -> None:
    """A preflight is the same for any comment and credential, and writes nothing."""
    made = api.made()
    before = everything(container)
    asked = {"Access-Control-Request-Method": "DELETE", "Origin": BLOG}
    seen = set()
    for name in (made["id"], "0" * 32, "nonsense"):
        for more in ({}, token(made), {"Authorization": "Bearer x"}):
            answer = api.call("OPTIONS", f"/comments/{name}", headers=asked | more)
            seen.add((answer.status_code, answer.get_data(), _lasting(answer)))
    assert len(seen) == 1
    assert everything(container) == before


def test_public_reads_are_for_everybody(api: Api) -> None:
    """Public GETs answer `*` and the same bytes, whoever asks and whatever is sent."""
    made = api.made()
    credentials: list[dict[str, str]] = [
        *({}, token(made), {"X-Edit-Token": "nonsense"}),
        *({"Authorization": "Bearer x"}, {"Authorization": "Basic !"}),
        *({"Cookie": "rejoinder=x; session=y"}, {"Sec-Fetch-Site": "cross-site"}),
        *({"Origin": origin} for origin in EVIL),
    ]
    for path in PUBLIC:
        where = path.format(id=made["id"])
        answer = api.call("GET", where)
        seen = {(answer.get_data(), _lasting(answer))}
        for headers in credentials:
            answer = api.call("GET", where, headers=headers)
            assert answer.status_code == 200, (path, headers)
            seen.add((answer.get_data(), _lasting(answer)))
        assert len(seen) == 1, path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_public_errors_are_for_everybody(api: Api) -> None:
    """A refused public read can be read across origins as well."""
    for path in ("/comments", "/comments?thread=/a&limit=101", "/comments/x/replies"):
        answer = api.call("GET", path, headers={"Origin": "https://evil.example"})
        assert answer.status_code in {404, 422}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Vary" not in answer.headers


def test_public_reads_pass_any_preflight(api: Api) -> None:
    """A preflight for a public GET is `*` for any origin."""
    for path in PUBLIC:
        where = path.format(id="0" * 32)
        asked = {"Access-Control-Request-Method": "GET", "Origin": "null"}
        answer = api.call("OPTIONS", where, headers=asked)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_check_tells_any_origin(api: Api, container: Container) -> None:
    """`/check` says whether exactly this pair is registered."""
    _add_other(container)
    pairs = [("blog", BLOG), ("blog", SECOND), ("other", "https://other.example")]
    wrong = [("other", BLOG), ("nobody", BLOG), ("", ""), ("bl\x00og", BLOG)]
    for site, origin in [*pairs, *wrong, *(("blog", evil) for evil in EVIL)]:
        query = {"site": site, "origin": origin}
        headers = {"Origin": "https://evil.example"}
        answer = api.client.get("/api/v1/check", query_string=query, headers=headers)
        assert answer.get_json() == {"registered": (site, origin) in pairs}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_plain_text_is_no_way_round(api: Api, container: Container) -> None:
    """What a browser sends without a preflight is refused before it is read."""
    before = everything(container)
    body = '{"thread": {"key": "/a"}, "body": "Evil"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "text/json"):
        answer = api.call("POST", "/comments", data=body, content_type=kind)
        problem(answer, 415, code="unsupported_media_type")
    for form in ({"body": "x"}, {"file": (None, "x")}):
        assert api.call("POST", "/comments", data=form).status_code == 415
    assert everything(container) == before
