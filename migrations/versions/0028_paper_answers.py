"""answers that came on paper: the day they were received, and who typed them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_answer",
        sa.Column(
            "submission_id",
            sa.Integer,
            sa.ForeignKey("submission.id", name="fk_paper_answer_submission_id_submission", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column(
            "typed_by",
            sa.Integer,
            sa.ForeignKey("user_account.id", name="fk_paper_answer_typed_by_user_account"),
            nullable=False,
        ),
        sa.Column("once", sa.String(64), nullable=False),
        sa.UniqueConstraint("once", name="uq_paper_answer_once"),
    )


def downgrade() -> None:
    op.drop_table("paper_answer")
