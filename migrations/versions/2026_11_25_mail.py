"""Mail: what is spread, deliveries, leases, subscriptions and what staff wants.

Revision ID: 2026_11_25_mail
Revises: 2026_11_25_staff
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_mail"
down_revision = "2026_11_25_staff"

_NO_SPREAD = sa.text("spread_at IS NULL")
_QUEUED = sa.text("state = 'queued'")


def _time(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _site(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_site_id_sites")
    return sa.ForeignKeyConstraint(
        ["site_id"], ["sites.id"], name=name, ondelete="CASCADE"
    )


def upgrade() -> None:
    """Apply the change."""
    op.add_column("outbox", _time("spread_at", nullable=True))
    # What happened before there was a worker is no news any more.
    op.execute("UPDATE outbox SET spread_at = created_at")
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["created_at", "id"],
        sqlite_where=_NO_SPREAD,
        postgresql_where=_NO_SPREAD,
    )
    _create_deliveries()
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        _time("until"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    _create_subscriptions()
    op.create_table(
        "opt_ins",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        _time("sent_at", nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        _time("blocked_at", nullable=True),
        _site("opt_ins"),
        sa.PrimaryKeyConstraint("site_id", "email", name=op.f("pk_opt_ins")),
    )
    op.create_table(
        "notices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_notices_account_id_accounts"),
            ondelete="CASCADE",
        ),
        _site("notices"),
        sa.PrimaryKeyConstraint("account_id", "site_id", name=op.f("pk_notices")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _time("not_before"),
        _time("claimed_until", nullable=True),
        sa.Column("last_error", sa.String(length=60), nullable=True),
        _time("created_at"),
        _time("done_at", nullable=True),
        _site("deliveries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_queued",
        "deliveries",
        ["not_before", "created_at"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "done_at"])


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=False),
        sa.Column("author_key", sa.String(length=80), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        _time("created_at"),
        _time("confirmed_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "thread_id"],
            ["threads.site_id", "threads.id"],
            name=op.f("fk_subscriptions_site_id_thread_id_threads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    for name, columns in (
        ("ix_subscriptions_thread", ["site_id", "thread_id"]),
        ("ix_subscriptions_email", ["site_id", "email"]),
        ("ix_subscriptions_account", ["account_id", "site_id"]),
        ("ix_subscriptions_comment", ["site_id", "comment_id"]),
        (op.f("ix_subscriptions_created_at"), ["created_at"]),
    ):
        op.create_index(name, "subscriptions", columns)


def downgrade() -> None:
    """Take the change back."""
    for table in ("notices", "opt_ins", "subscriptions", "leases", "deliveries"):
        op.drop_table(table)
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.drop_column("outbox", "spread_at")
