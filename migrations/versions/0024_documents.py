"""the register of documents that were received, and points typed from one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
ANSWERED = "closed_at IS NULL OR (read_by IS NOT NULL AND answered IS NOT NULL AND answered_at <> '')"


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("original_name", sa.String(200), nullable=False),
        sa.Column("ending", sa.String(4), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("area", sa.String(30), nullable=False),
        _key("event_id", "listening_event"),
        _key("added_by", "user_account", nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        _key("read_by", "user_account"),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("answered", sa.String(30), nullable=True),
        sa.Column("answered_at", sa.String(500), nullable=False),
        _key("closed_by", "user_account"),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        _key("concern_id", "concern", ondelete="SET NULL"),
        sa.CheckConstraint(ANSWERED, name=op.f("ck_document_read_and_answered")),
        sa.UniqueConstraint("sha256", name="uq_document_sha256"),
    )
    op.create_index("ix_document_event_id", "document", ["event_id"])
    op.create_table(
        "document_point",
        sa.Column(
            "note_id",
            sa.Integer,
            sa.ForeignKey("note.id", name="fk_document_point_note_id_note", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "document_id",
            sa.Integer,
            sa.ForeignKey("document.id", name="fk_document_point_document_id_document"),
            nullable=False,
        ),
    )
    op.create_index("ix_document_point_document_id", "document_point", ["document_id"])


def downgrade() -> None:
    op.drop_table("document_point")
    op.drop_table("document")


def _key(column: str, target: str, *, nullable: bool = True, ondelete: str | None = None) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_document_{column}_{target}", ondelete=ondelete)
    return sa.Column(column, sa.Integer, key, nullable=nullable)
