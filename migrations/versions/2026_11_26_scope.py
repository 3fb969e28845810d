"""Say what a login's code and its session are for: `moderate`, or null for a reader.

Revision ID: 2026_11_26_scope
Revises: 2026_11_25_drafts
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_scope"
down_revision = "2026_11_25_drafts"

_TABLES = ("login_codes", "sessions")


def upgrade() -> None:
    """Apply the change."""
    for name in _TABLES:
        op.add_column(name, sa.Column("scope", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Take the change back; a moderator's sessions go, or they would be readers'."""
    for name in _TABLES:
        table = sa.table(name, sa.column("scope"))
        op.execute(sa.delete(table).where(table.c.scope.is_not(None)))
        with op.batch_alter_table(name) as batch:
            batch.drop_column("scope")
