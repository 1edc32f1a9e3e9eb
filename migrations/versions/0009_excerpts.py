"""excerpts, and the log of their masking, which is only ever added to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = "the log of masking is only ever added to"
STILL_THERE = "EXISTS (SELECT 1 FROM excerpt WHERE id = OLD.excerpt_id)"  # it goes with its excerpt, and only then
SQLITE = (
    f"CREATE TRIGGER redaction_not_changed BEFORE UPDATE ON redaction BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER redaction_not_deleted BEFORE DELETE ON redaction WHEN {STILL_THERE} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION redaction_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'DELETE' AND NOT {STILL_THERE} THEN RETURN OLD; END IF; RAISE EXCEPTION '{WORDS}'; END $$",
    "CREATE TRIGGER redaction_not_changed BEFORE UPDATE OR DELETE ON redaction "
    "FOR EACH ROW EXECUTE FUNCTION redaction_is_kept()",
)


def upgrade() -> None:
    _create_excerpts()
    _create_log()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("redaction")
    op.drop_table("excerpt")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION redaction_is_kept()")


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["user_account.id"], name=op.f(f"fk_{table}_{column}_user_account"))


def _closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=30)


def _create_excerpts() -> None:
    op.create_table(
        "excerpt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("attribute", _closed("attribute", "none", "audience", "area"), nullable=False),
        sa.Column("state", _closed("excerptstate", "proposed", "approved", "refused", "withdrawn"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column(
            "refusal",
            _closed("refusal", "more to hide", "too telling", "shown wrongly", "out of context", "not needed"),
            nullable=True,
        ),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_excerpt_comment_id_comment"), ondelete="CASCADE"
        ),
        *(_user("excerpt", column) for column in ("proposed_by", "decided_by", "withdrawn_by")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_excerpt_second_person")),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by IS NOT NULL AND confirmed_at IS NOT NULL)",
            name=op.f("ck_excerpt_approved_by_two"),
        ),
        sa.CheckConstraint("starts >= 0 AND starts < ends", name=op.f("ck_excerpt_some_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_excerpt_comment_id"), "excerpt", ["comment_id"])
    is_alive = sa.text("state <> 'withdrawn'")
    op.create_index(
        "ix_excerpt_one_of_a_comment", "excerpt", ["comment_id"],
        unique=True, sqlite_where=is_alive, postgresql_where=is_alive,
    )  # fmt: skip


def _create_log() -> None:
    why = ("found by the machine", "could tell who somebody is", "an ordinary word", "a public place or service")
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("excerpt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("why", _closed("stepreason", *why, "somebody in public office"), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["excerpt_id"], ["excerpt.id"], name=op.f("fk_redaction_excerpt_id_excerpt"), ondelete="CASCADE"
        ),
        _user("redaction", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint("excerpt_id", "number", name=op.f("uq_redaction_excerpt_id_number")),
    )
