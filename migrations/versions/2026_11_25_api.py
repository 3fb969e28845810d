"""Keep reports and the tokens of programs; find comments by pile.

Revision ID: 2026_11_25_api
Revises: 2026_11_25_retention
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_api"
down_revision = "2026_11_25_retention"

_QUEUE = ["site_id", "status", "created_at", "id"]


def _index(name: str, columns: list[str], where: str) -> None:
    partial = sa.text(where)
    op.create_index(
        name, "comments", columns, sqlite_where=partial, postgresql_where=partial
    )


def _to(table: str, column: str, *, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Apply the change."""
    op.drop_index("ix_comments_queue", table_name="comments")
    _index("ix_comments_queue", _QUEUE, "deleted_at IS NULL")
    in_thread = ["site_id", "thread_id", "status", "created_at", "id"]
    _index("ix_comments_thread", in_thread, "deleted_at IS NULL")
    deleted = ["site_id", "created_at", "id"]
    _index("ix_comments_deleted", deleted, "deleted_at IS NOT NULL")
    op.create_table(
        "reports",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("reporter", sa.String(length=80), nullable=False),
        sa.Column("address_key", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_reports_site_id_comment_id_comments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "site_id",
            "comment_id",
            "reporter",
            name=op.f("uq_reports_site_id_comment_id_reporter"),
        ),
    )
    op.create_index("ix_reports_reporter", "reports", ["reporter"])
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        _to("api_tokens", "account_id", target="accounts"),
        _to("api_tokens", "site_id", target="sites"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_tokens_hash")),
    )
    op.create_index(op.f("ix_api_tokens_account_id"), "api_tokens", ["account_id"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("api_tokens")
    op.drop_table("reports")
    op.drop_index("ix_comments_deleted", table_name="comments")
    op.drop_index("ix_comments_thread", table_name="comments")
    op.drop_index("ix_comments_queue", table_name="comments")
    op.create_index("ix_comments_queue", "comments", _QUEUE)
