"""Drafts kept through a login, and logins that are over but lead home.

Revision ID: 2026_11_25_drafts
Revises: 2026_11_25_desk
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_drafts"
down_revision = "2026_11_25_desk"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("holder_hash", sa.String(length=64), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("body", "name", "email", "url", "parent")
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    for column in ("holder_hash", "expires_at"):
        op.create_index(op.f(f"ix_drafts_{column}"), "drafts", [column])
    with op.batch_alter_table("logins") as batch:
        batch.add_column(
            sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    """Take it back; what was kept is forgotten, logins that are over too."""
    op.execute("DELETE FROM logins")
    with op.batch_alter_table("logins") as batch:
        batch.drop_column("ended_at")
    op.drop_table("drafts")
