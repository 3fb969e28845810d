"""Runs Canaille, an identity provider written in Python, until its input ends.

It is run by the Python of its own environment (see the Makefile) and knows nothing of
ours. One person is logged in there and has consented, so that no page asks anything.
Its one line of output says, as JSON, where it is and what a client of it knows.
"""

import json
import os
import socket
import sys
import threading
import uuid

from canaille import create_app  # type: ignore[import-not-found]
from canaille.backends import Backend  # type: ignore[import-not-found]
from joserfc.jwk import JWKRegistry
from pytest_iam import Server  # type: ignore[import-not-found]

SECRET = "canaille's secret, with + % : / = in it"


def _settings(port: int) -> dict[str, object]:
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    return {
        "TESTING": True,
        "ENV_FILE": None,
        "SECRET_KEY": str(uuid.uuid4()),
        "PREFERRED_URL_SCHEME": "http",
        "SERVER_NAME": f"localhost:{port}",
        "CANAILLE": {
            "DATABASE": "memory",
            "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }


def _fill(server: Server, callback: str) -> None:
    """Register our service, and let Grace be logged in and have consented."""
    client = server.models.Client(
        client_id="rejoinder",
        client_secret=SECRET,
        client_name="Rejoinder",
        redirect_uris=[callback],
        grant_types=["authorization_code"],
        response_types=["code"],
        # As docs/providers.md says: where it is offered, we send it in the body.
        token_endpoint_auth_method="client_secret_post",
        scope=["openid", "profile"],
    )
    server.backend.save(client)
    client.audience = [client]
    server.backend.save(client)
    grace = server.models.User(
        user_name="grace", formatted_name="Grace Hopper", family_name="Hopper"
    )
    server.backend.save(grace)
    server.login(grace)
    server.consent(grace, client)


def main(callback: str) -> None:
    """Serve until the input ends."""
    # Without it Authlib, on which Canaille is built, refuses plain http.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(config=_settings(port))
    server = Server(app, port, Backend.instance)
    with app.app_context():
        _fill(server, callback)
    path = "/.well-known/openid-configuration"
    issuer = server.test_client.get(path, base_url=server.url).get_json()["issuer"]
    threading.Thread(target=server.httpd.serve_forever, daemon=True).start()
    told = {"issuer": issuer, "client_id": "rejoinder", "client_secret": SECRET}
    print(json.dumps(told), flush=True)  # noqa: T201 -- whoever started it reads this
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
