"""Which tables go into a backup and into an export, and why others do not.

Both are made from the tables' own description, so a new table is missing in none of
them by accident: a guard test fails until it has its place here.

A backup is for going back, on the same instance; an export for leaving. What lives
for hours and opens doors (logins, sessions, tokens) is in neither: after a restore
everybody logs in again. Keys of addresses were promised to be destroyed, so they are
never copied.
"""

EXPORTED = (
    "sites",
    "origins",
    "accounts",
    "identities",
    "avatars",
    "consents",
    "threads",
    "thread_aliases",
    "comments",
    "moderation_log",
    "subscriptions",
    "opt_ins",
)

# In backups, not in exports.
BACKED_UP = {
    "outbox": "deliveries of this instance, in which another one has no part",
    "deliveries": "mail of this instance that is on its way",
    "staff": "who keeps this instance; another one has people of its own",
    "grants": "what they may do here",
    "restraints": "who is muted or banned, under keys of this instance",
    "author_notes": "what moderators wrote about authors, for each other alone",
    "reports": "readers' flags, in part under pseudonyms of this instance",
    "notices": "what they want to hear of",
    "idempotency_keys": "answers to requests to this instance, kept for a day",
    "deletions": "receipts that this instance has given to providers",
}

# In neither.
LEFT_OUT = {
    "day_keys": "secret, and promised to be destroyed within 48 hours",
    "used_form_tokens": "worth something while a form is open",
    "limits": "made of address pseudonyms, and soon full again",
    "leases": "seconds of who is at work",
    "drafts": "minutes of what somebody was writing when he went to log in",
    "one_time_links": "credentials",
    "api_tokens": "credentials",
    "webhooks": "their addresses are credentials; a copy must not call them as well",
    "logins": "minutes of a login under way",
    "login_codes": "credentials",
    "access_tokens": "credentials",
    "sessions": "credentials; one that was ended must not come back",
}

# Columns of exported tables that stay at home; they are null after an import.
LEFT_OUT_COLUMNS = {
    "comments": {
        "address_key": "made from an address, under a key of this instance",
        "edit_token_hash": "a credential",
    },
}

# What a guard would take for a credential or an address, and why it goes along.
NO_SECRETS = {
    ("comments", "text_hash"): "finds duplicates of public words",
    ("comments", "author_email"): "the owner's own data; he mails from it",
    ("comments", "edit_token_version"): "a number",
    ("subscriptions", "email"): "the owner's own data; he mails to it",
    ("opt_ins", "email"): "who wants no mail is asked by no other instance either",
    ("identities", "avatar_source"): "a hash of a public address",
}
