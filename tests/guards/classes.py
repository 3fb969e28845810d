"""Who each route and each call of the API is for, put down by hand."""

from app.web.admin.common import RIGHTS

# Every route that is no call of the API: who it is for. A new one is put here by hand.
CLASSES = {
    "anybody's page": {"signin.deletion", "home.front", "home.demo", "api.docs"},
    "reader's page": {
        *("pages.show", "pages.post", "pages.edit", "pages.save"),
        *("pages.ask", "pages.delete"),
        *("pages.doubt", "pages.report", "pages.reported"),
    },
    "anybody's way in": {
        *(
            "signin.start",
            "signin.begin",
            "signin.start_moderating",
            "me.login",
            "me.logout",
            "me.gone",
            "mail.gone",
        ),
    },
    "the browser that began the login": {
        *("signin.leave", "signin.callback", "signin.ask", "signin.answer"),
        *("signin.ask_moderator", "signin.answer_moderator"),
    },
    # It changes nothing: it turns a provider's POST into the callback's GET.
    "a provider's form": {"signin.posted"},
    "a provider, by its signature": {"signin.forget", "signin.deauthorize"},
    "account's own page": {
        *("me.home", "me.save", "me.export", "me.erase"),
        *("me.revoke_session", "me.revoke_consent", "me.end_subscription"),
        "me.logout_everywhere",
    },
    "public file": {
        "static",
        "avatars.avatar",
        "feeds.atom",
        "embed.entry",
        "embed.versioned",
        "api.openapi",
    },
    # Mail scanners open every one of these; see tests/web/test_mail.py.
    "holder of a mailed link": {
        *("mail.ask", "mail.confirm", "mail.leave", "mail.unsubscribe"),
        *("mail.look", "mail.act", "mail.notices", "mail.choose"),
    },
    # Who they are for stands in RIGHTS; tests/web/admin tries every role on each.
    "the desk's page": set(RIGHTS),
    "health": {"health.healthz", "health.readyz"},
}
CLASSIFIED = set().union(*CLASSES.values())
# The only calls that a stranger's page may read, and whose answers all share.
PUBLIC = {"get_site", "check", "list_comments", "list_replies", "get_counts"}
AUTHORS = {"edit_comment", "delete_comment"}
MODERATORS = {"list_queue", "list_log"}
ONSITE = {"decide", "look_at_thread", "turn_thread"}
MEMBERS = {"get_session", "end_session", "get_me", "change_me", "list_my_comments"}
MEMBERS |= {"list_my_subscriptions", "end_my_subscription"}
