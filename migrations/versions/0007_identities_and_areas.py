"""users at the organisation's own sign-in, and the areas that a user's work is about

Going back: people sign in with passwords again, and everybody sees every area.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        _user("identity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
        sa.UniqueConstraint("issuer", "user_id", name=op.f("uq_identity_issuer_user_id")),
    )
    op.create_index(op.f("ix_identity_user_id"), "identity", ["user_id"])
    op.create_table(
        "user_area",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(30), nullable=False),
        _user("user_area"),
        sa.PrimaryKeyConstraint("user_id", "area", name=op.f("pk_user_area")),
    )


def downgrade() -> None:
    op.drop_table("user_area")
    op.drop_table("identity")


def _user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_user_account")
    return sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=name, ondelete="CASCADE")
