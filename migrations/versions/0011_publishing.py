"""which frozen report versions everybody may read, and the second person who said so"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_publication",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("published_by <> frozen_by", name=op.f("ck_report_publication_second_person")),
        _key("report_id", "report_version"),
        _key("frozen_by", "user_account"),
        _key("published_by", "user_account"),
        _key("ended_by", "user_account"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_publication")),
    )


def downgrade() -> None:
    op.drop_table("report_publication")


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_report_publication_{column}_{target}"))
