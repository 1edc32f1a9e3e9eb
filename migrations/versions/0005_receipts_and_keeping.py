"""receipt words, counts of what is no longer kept, and what people say about the platform itself

Going back: who has receipt words cannot use them any more, and the ledger forgets what was taken back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("public_report", "retention_run", "removed_count", "receipt_try", "receipt")


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.String(6), nullable=False),
        sa.Column("secret_hash", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_receipt_submission_id_submission"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_receipt_submission_id")),
        sa.UniqueConstraint("locator", name=op.f("uq_receipt_locator")),
    )
    op.create_table(
        "receipt_try",
        sa.Column("locator", sa.String(6), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("locator", name=op.f("pk_receipt_try")),
    )
    op.create_table(
        "removed_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "why", sa.Enum("withdrawn", "kept no longer", name="why", native_enum=False, length=30), nullable=False
        ),
        sa.Column("inputs", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_count")),
        sa.UniqueConstraint("door", "source_id", "why", name=op.f("uq_removed_count_door_source_id_why")),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_table(
        "public_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("data protection", "accessibility", name="reportkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column(
            "screening",
            sa.Enum("unscreened", "clear", "flagged", name="screened", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["user_account.id"], name=op.f("fk_public_report_closed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report")),
        sa.UniqueConstraint("reference", name=op.f("uq_public_report_reference")),
        sa.UniqueConstraint("once", name=op.f("uq_public_report_once")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
