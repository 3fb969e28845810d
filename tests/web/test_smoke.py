"""The shortest walk through the service."""

from tests.service import Api


def test_a_comment_is_listed(api: Api) -> None:
    """What was posted is read by everybody."""
    made = api.made("Hello *you*")
    reply = api.made("Hello back", parent_id=made["id"])
    page = api.listed()
    assert [each["id"] for each in page["comments"]] == [made["id"], reply["id"]]
    assert page["thread"]["count"] == 2
    assert "<em>you</em>" in page["comments"][0]["html"]
