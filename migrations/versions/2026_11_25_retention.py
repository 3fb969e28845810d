"""Retention: when a deleted comment's text went, and how to find what is due.

Revision ID: 2026_11_25_retention
Revises: 2026_11_25_mail
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_retention"
down_revision = "2026_11_25_mail"

# Partial, so that they hold what is still to be done and nothing else.
_DUE = {
    "ix_comments_address": ("created_at", "address_key IS NOT NULL"),
    "ix_comments_purge": (
        "deleted_at",
        "deleted_at IS NOT NULL AND purged_at IS NULL",
    ),
}


def upgrade() -> None:
    """Apply the change."""
    when = sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("comments", when)
    for name, (column, text) in _DUE.items():
        where = sa.text(text)
        op.create_index(
            name, "comments", [column], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Take the change back."""
    for name in _DUE:
        op.drop_index(name, table_name="comments")
    op.drop_column("comments", "purged_at")
