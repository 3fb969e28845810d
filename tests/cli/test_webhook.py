"""Webhooks, as the operator adds, tries and removes them."""

from click.testing import CliRunner, Result

from app.cli import main


def test_a_webhook_is_added_listed_and_removed(database_url: str) -> None:
    """Its secret is printed, its address is not; what cannot be asked fails a test."""
    environ = {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
    }

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, ("site", *args), env=environ)

    run("add", "blog")
    assert "There is no webhook." in run("webhook", "list", "blog").output
    added = run("webhook", "add", "blog", "https://127.0.0.1/secret")
    assert added.exit_code == 0, added.output
    webhook_id, secret = added.output.split()
    assert secret.startswith("whsec_")
    listed = run("webhook", "list", "blog").output
    assert "standard at 127.0.0.1: on" in listed
    assert "/secret" not in listed
    tried = run("webhook", "test", "blog", webhook_id)
    assert (tried.exit_code, "It does not work" in tried.output) == (1, True)
    renewed = run("webhook", "rotate", "blog", webhook_id).output.strip()
    assert renewed.startswith("whsec_")
    assert renewed != secret
    assert run("webhook", "enable", "blog", webhook_id, "--off").output == "Off.\n"
    assert ": off" in run("webhook", "list", "blog").output
    assert run("webhook", "remove", "blog", webhook_id).exit_code == 0
    assert run("webhook", "remove", "blog", webhook_id).exit_code == 1
