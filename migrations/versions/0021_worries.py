"""calls because of a worry, any number for an event; what was on the event itself moves there"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FORWARD = """INSERT INTO worry_call (event_id, called_at, reference, recorded_at)
 SELECT id, reported_at, report_reference, reported_at FROM listening_event WHERE reported_at IS NOT NULL"""
LAST = (
    "FROM worry_call WHERE worry_call.event_id = listening_event.id ORDER BY called_at DESC, worry_call.id DESC LIMIT 1"
)
BACK = f"""UPDATE listening_event SET reported_at = (SELECT called_at {LAST}),
 report_reference = COALESCE((SELECT reference {LAST}), '')"""  # noqa: S608 (our own words only)


def upgrade() -> None:
    op.create_table(
        "worry_call",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "event_id",
            sa.Integer,
            sa.ForeignKey("listening_event.id", name="fk_worry_call_event_id_listening_event"),
            nullable=False,
        ),
        sa.Column("called_at", sa.DateTime(), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column(
            "recorded_by", sa.Integer, sa.ForeignKey("user_account.id", name="fk_worry_call_recorded_by_user_account")
        ),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("event_id", "called_at", "reference", name="uq_worry_call_event_id_called_at_reference"),
    )
    op.create_index("ix_worry_call_event_id", "worry_call", ["event_id"])
    op.execute(FORWARD)
    op.drop_column("listening_event", "report_reference")
    op.drop_column("listening_event", "reported_at")


def downgrade() -> None:
    op.add_column("listening_event", sa.Column("reported_at", sa.DateTime(), nullable=True))
    reference = sa.Column("report_reference", sa.String(40), nullable=False, server_default="")
    op.add_column("listening_event", reference)
    op.execute(BACK)
    op.drop_table("worry_call")
