"""The front page, which says what this is, and the demo's article."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.errors import SiteNotFoundError
from app.services import reading
from app.services.sites import DEMO_SLUG
from app.web import context

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def front() -> str | Response:
    """Say what this is and lead on."""
    public_url = context.settings().public_url
    if request.host_url.rstrip("/") == _twin(public_url) != public_url:
        # The widget and its origin have one name of the two that loopback has.
        return redirect(public_url)
    return render_template("home.html", **_about())


@blueprint.get("/demo")
def demo() -> str:
    """Show an article with the demo's thread; 404 where there is no demo."""
    about = _about()
    if not about["has_demo"]:
        raise SiteNotFoundError
    return render_template("demo.html", **about)


def _twin(public_url: str) -> str:
    return public_url.replace("//localhost", "//127.0.0.1")


def _about() -> dict[str, object]:
    container = context.container()
    page = f"{container.public_url}/demo"
    try:
        reading.site(container, DEMO_SLUG)
    except SiteNotFoundError:
        return {"has_demo": False, "public_url": container.public_url, "page": page}
    return {"has_demo": True, "public_url": container.public_url, "page": page}
