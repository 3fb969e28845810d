"""What the desk needs: a log of more than comments, restraints, notes.

Revision ID: 2026_11_25_desk
Revises: 2026_11_25_webhooks
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_desk"
down_revision = "2026_11_25_webhooks"


def _site(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id"],
        ["sites.id"],
        name=op.f(f"fk_{table}_site_id_sites"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("moderation_log") as batch:
        batch.alter_column("comment_id", existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("subject", sa.String(length=1000), nullable=True))
        batch.add_column(sa.Column("batch", sa.Uuid(), nullable=True))
    op.create_index("ix_log_time", "moderation_log", ["site_id", "created_at", "id"])
    op.create_index("ix_log_batch", "moderation_log", ["site_id", "batch"])
    op.create_table(
        "restraints",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("batch", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        _site("restraints"),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_restraints")),
        sa.UniqueConstraint(
            "site_id", "kind", "value", name=op.f("uq_restraints_site_id_kind_value")
        ),
    )
    op.create_table(
        "author_notes",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_key", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _site("author_notes"),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_author_notes")),
    )
    op.create_index("ix_notes_author", "author_notes", ["site_id", "author_key"])


def downgrade() -> None:
    """Take the change back; lines that are about no comment go with it."""
    op.drop_table("author_notes")
    op.drop_table("restraints")
    op.drop_index("ix_log_batch", table_name="moderation_log")
    op.drop_index("ix_log_time", table_name="moderation_log")
    op.execute("DELETE FROM moderation_log WHERE comment_id IS NULL")
    with op.batch_alter_table("moderation_log") as batch:
        batch.drop_column("batch")
        batch.drop_column("subject")
        batch.alter_column("comment_id", existing_type=sa.Uuid(), nullable=False)
