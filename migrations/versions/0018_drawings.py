"""drawings that respondents sent, who has looked at them, and the copy that a concern keeps"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
OWNERS = "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN submission_id IS NULL THEN 0 ELSE 1 END) = 1"


def upgrade() -> None:
    op.create_table(
        "drawing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint(OWNERS, name=op.f("ck_drawing_one_owner")),
        _key("drawing", "visit_id", "visit", "CASCADE"),
        _key("drawing", "submission_id", "submission", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawing")),
        sa.UniqueConstraint("name", name=op.f("uq_drawing_name")),
    )
    op.create_index(op.f("ix_drawing_visit_id"), "drawing", ["visit_id"])
    op.create_index(op.f("ix_drawing_submission_id"), "drawing", ["submission_id"])
    op.create_table(
        "drawing_look",
        sa.Column("drawing_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        _key("drawing_look", "drawing_id", "drawing", "CASCADE"),
        _key("drawing_look", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("drawing_id", name=op.f("pk_drawing_look")),
    )
    op.create_table(
        "concern_picture",
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("drawing_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _key("concern_picture", "concern_id", "concern", "CASCADE"),
        _key("concern_picture", "drawing_id", "drawing", "SET NULL"),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_concern_picture")),
        sa.UniqueConstraint("drawing_id", name=op.f("uq_concern_picture_drawing_id")),
    )


def downgrade() -> None:
    for table in ("concern_picture", "drawing_look", "drawing"):
        op.drop_table(table)


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
