"""Staff: roles on sites, links that work once, and the role under a comment.

Revision ID: 2026_11_25_staff
Revises: 2026_11_24_sign_in
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_staff"
down_revision = "2026_11_24_sign_in"


def _role() -> sa.Enum:
    roles = ("guest", "member", "moderator", "owner")
    return sa.Enum(*roles, name="role", native_enum=False, length=20)


def _to(table: str, column: str, *, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "staff",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column("has_keys", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("staff", "account_id", target="accounts"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "grants",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", _role(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        _to("grants", "account_id", target="accounts"),
        _to("grants", "site_id", target="sites"),
        sa.PrimaryKeyConstraint("account_id", "site_id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_site_id"), "grants", ["site_id"])
    op.create_table(
        "one_time_links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("role", _role(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _to("one_time_links", "account_id", target="accounts"),
        _to("one_time_links", "site_id", target="sites"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_links")),
    )
    op.create_index(
        op.f("ix_one_time_links_expires_at"), "one_time_links", ["expires_at"]
    )
    with op.batch_alter_table("comments") as batch:
        batch.add_column(sa.Column("author_role", _role(), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("comments") as batch:
        batch.drop_column("author_role")
    op.drop_table("one_time_links")
    op.drop_table("grants")
    op.drop_table("staff")
