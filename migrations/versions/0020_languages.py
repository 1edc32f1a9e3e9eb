"""translations that were brought back, and who checked a survey in a language"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("catalogue", sa.String(100), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("english", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("language", "catalogue", "address", name="uq_translation_language_catalogue_address"),
    )
    op.create_table(
        "language_check",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "survey_id",
            sa.Integer,
            sa.ForeignKey("survey.id", name="fk_language_check_survey_id_survey"),
            nullable=False,
        ),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("words", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column(
            "recorded_by",
            sa.Integer,
            sa.ForeignKey("user_account.id", name="fk_language_check_recorded_by_user_account"),
        ),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_language_check_survey_id", "language_check", ["survey_id"])


def downgrade() -> None:
    op.drop_table("language_check")
    op.drop_table("translation")
