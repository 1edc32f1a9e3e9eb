"""screening of every free text, concerns with a record of their own, alerts, samples, confidentiality

Going back: concerns whose comment has been deleted since cannot be told in the earlier tables and are lost, and with
them notes, alerts and samples; the words of all others are in their comments, withheld as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {"ix_comment_unscreened": "comment", "ix_job_subject": "job"}
COPY_WORDS = """
UPDATE concern SET (text, question, audience, area, said_on) =
  (SELECT c.text, c.question, c.audience, c.area, c.said_on FROM comment c WHERE c.id = concern.comment_id)
"""
COPY_ORIGIN = """
UPDATE concern SET door = '{door}', origin = COALESCE((SELECT {title} FROM comment c {joins} WHERE c.id = concern.comment_id), '')
WHERE comment_id IN (SELECT id FROM comment WHERE {key} IS NOT NULL)
"""
ORIGINS = (
    (
        "survey",
        "v.title",
        "JOIN submission s ON s.id = c.submission_id JOIN survey v ON v.id = s.survey_id",
        "submission_id",
    ),
    (
        "listening event",
        "e.title",
        "JOIN note n ON n.id = c.note_id JOIN listening_event e ON e.id = n.event_id",
        "note_id",
    ),
    ("imported file", "i.file_name", "JOIN comment_import i ON i.id = c.import_id", "import_id"),
)
ASK_FOR_SCREENING = """
INSERT INTO job (kind, payload, lane, subject, state, created_at, run_after, attempts, progress, stage, cancel_requested, error)
SELECT 'screen', '{}', 'short', 'everything', 'waiting', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, 0, '', :no, ''
WHERE EXISTS (SELECT 1 FROM comment)
"""


def screened() -> sa.Enum:
    return sa.Enum("unscreened", "clear", "flagged", name="screened", native_enum=False, length=30)


def added() -> dict[str, list[sa.Column[object]]]:
    """New columns by table."""
    return {
        "comment": [
            sa.Column("screening", screened(), nullable=False, server_default="unscreened"),
            sa.Column("screened_at", sa.DateTime(), nullable=True),
            sa.Column("screened_by", sa.String(60), nullable=False, server_default=""),
        ],
        "comment_import": [sa.Column("name_screening", screened(), nullable=False, server_default="unscreened")],
        "job": [
            sa.Column(
                "lane",
                sa.Enum("short", "long", name="lane", native_enum=False, length=30),
                nullable=False,
                server_default="long",
            ),
            sa.Column("subject", sa.String(60), nullable=False, server_default=""),
        ],
        "listening_event": [
            sa.Column("closed_at", sa.DateTime(), nullable=True),
            sa.Column("somebody_worried", sa.Boolean(), nullable=True),
            sa.Column("reported_at", sa.DateTime(), nullable=True),
            sa.Column("report_reference", sa.String(40), nullable=False, server_default=""),
        ],
        "survey": [
            sa.Column(
                "confidentiality",
                sa.Enum("anonymous", "confidential with limits", name="confidentiality", native_enum=False, length=30),
                nullable=False,
                server_default="confidential with limits",
            )
        ],
        "visit": [sa.Column("notice", sa.String(120), nullable=False, server_default="")],
        "submission": [sa.Column("notice", sa.String(120), nullable=False, server_default="")],
        "concern": [
            sa.Column(
                "severity",
                sa.Enum("high", "medium", name="severity", native_enum=False, length=30),
                nullable=False,
                server_default="high",
            ),
            sa.Column(
                "found_by",
                sa.Enum("screening", "reader", "sample", name="foundby", native_enum=False, length=30),
                nullable=False,
                server_default="reader",
            ),
            sa.Column("category", sa.String(60), nullable=False, server_default=""),
            sa.Column("spans", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("detector", sa.String(60), nullable=False, server_default=""),
            sa.Column("text", sa.Text(), nullable=False, server_default=""),
            sa.Column("question", sa.Text(), nullable=False, server_default=""),
            sa.Column("audience", sa.String(30), nullable=False, server_default=""),
            sa.Column("area", sa.String(30), nullable=False, server_default=""),
            sa.Column("said_on", sa.Date(), nullable=True),
            sa.Column("door", sa.String(30), nullable=False, server_default=""),
            sa.Column("origin", sa.String(200), nullable=False, server_default=""),
            sa.Column("place", sa.String(120), nullable=False, server_default=""),
            sa.Column("sent_from", sa.DateTime(), nullable=True),
            sa.Column("sent_until", sa.DateTime(), nullable=True),
            sa.Column("closing_reason", sa.String(500), nullable=False, server_default=""),
            sa.Column("erased_at", sa.DateTime(), nullable=True),
        ],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    only_unscreened = sa.text("screening = 'unscreened'")
    op.create_index(
        "ix_comment_unscreened",
        "comment",
        ["screening", "id"],
        sqlite_where=only_unscreened,
        postgresql_where=only_unscreened,
    )
    op.create_index("ix_job_subject", "job", ["kind", "subject"])
    _let_concerns_outlive_their_comment()
    _create_tables()
    _fill()


def downgrade() -> None:
    for table in ("missed_phrase", "sampled_comment", "sampled_week", "alert", "concern_note"):
        op.drop_table(table)
    op.execute("DELETE FROM concern WHERE comment_id IS NULL")
    op.execute("UPDATE concern SET state = 'acknowledged' WHERE state = 'in progress'")
    op.execute("UPDATE user_account SET role = 'safeguarding-lead' WHERE role = 'safeguarding-deputy'")
    op.execute("DELETE FROM job WHERE kind = 'screen'")
    _tie(ondelete="CASCADE", nullable=False)
    for index, table in INDEXES.items():
        op.drop_index(index, table)
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _let_concerns_outlive_their_comment() -> None:
    _tie(ondelete="SET NULL", nullable=True)


def _tie(*, ondelete: str, nullable: bool) -> None:
    with op.batch_alter_table("concern") as batch_op:
        batch_op.drop_constraint("fk_concern_comment_id_comment", type_="foreignkey")
        batch_op.alter_column("comment_id", existing_type=sa.Integer(), nullable=nullable)
        batch_op.create_foreign_key(
            "fk_concern_comment_id_comment", "comment", ["comment_id"], ["id"], ondelete=ondelete
        )


def _fill() -> None:
    op.execute(COPY_WORDS)
    for door, title, joins, key in ORIGINS:
        op.execute(COPY_ORIGIN.format(door=door, title=title, joins=joins, key=key))
    op.execute(sa.text(ASK_FOR_SCREENING).bindparams(sa.bindparam("no", False, sa.Boolean())))


def _create_tables() -> None:
    op.create_table(
        "concern_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_concern_note_concern_id_concern"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_concern_note_written_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_note")),
        sa.UniqueConstraint("once", name=op.f("uq_concern_note_once")),
    )
    op.create_index(op.f("ix_concern_note_concern_id"), "concern_note", ["concern_id"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Enum("first", "escalation", name="step", native_enum=False, length=30), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_alert_concern_id_concern"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("concern_id", "step", name=op.f("uq_alert_concern_id_step")),
    )
    op.create_index("ix_alert_due", "alert", ["settled_at", "due_at"])
    op.create_table(
        "sampled_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("unflagged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_sampled_week")),
    )
    op.create_table(
        "sampled_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("waiting", "fine", "missed", name="verdict", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_sampled_comment_comment_id_comment"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["read_by"], ["user_account.id"], name=op.f("fk_sampled_comment_read_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_comment")),
        sa.UniqueConstraint("week", "comment_id", name=op.f("uq_sampled_comment_week_comment_id")),
    )
    op.create_index(op.f("ix_sampled_comment_comment_id"), "sampled_comment", ["comment_id"])
    op.create_table(
        "missed_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(500), nullable=False),
        sa.Column("detector", sa.String(60), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_missed_phrase_concern_id_concern"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], name=op.f("fk_missed_phrase_added_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_phrase")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_missed_phrase_concern_id")),
    )
