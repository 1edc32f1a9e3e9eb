"""drafts that are left and come back to, links for groups, submissions to look at, partial answers, short openings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None
KINDS = ("school", "college", "club or youth group", "children’s home", "family hub or centre", "another place")


def upgrade() -> None:
    op.add_column("visit", sa.Column("saves", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE visit SET saves = 1 WHERE saved_at > started_at")
    op.add_column("wave", sa.Column("why_so", sa.String(length=500), nullable=False, server_default=""))
    op.add_column("survey", sa.Column("partial_gone", sa.Integer(), nullable=False, server_default="0"))
    _left_drafts()
    _group_links()
    _reviews()


def downgrade() -> None:
    for table in (
        "review_mark",
        "likeness",
        "group_submission",
        "group_visit",
        "group_link",
        "left_draft_try",
        "left_draft",
    ):
        op.drop_table(table)
    op.drop_column("survey", "partial_gone")
    op.drop_column("wave", "why_so")
    op.drop_column("visit", "saves")


def _left_drafts() -> None:
    op.create_table(
        "left_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.String(length=6), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        _key("left_draft", "visit_id", "visit", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_draft")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_left_draft_visit_id")),
        sa.UniqueConstraint("locator", name=op.f("uq_left_draft_locator")),
    )
    op.create_table(
        "left_draft_try",
        sa.Column("locator", sa.String(length=6), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("locator", name=op.f("pk_left_draft_try")),
    )


def _group_links() -> None:
    op.create_table(
        "group_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="groupkind", native_enum=False, length=30), nullable=False),
        sa.Column("area", sa.String(length=30), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("rests", sa.Integer(), nullable=False),
        sa.Column("arrivals", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        _key("group_link", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_link")),
        sa.UniqueConstraint("code", name=op.f("uq_group_link_code")),
    )
    op.create_index(op.f("ix_group_link_survey_id"), "group_link", ["survey_id"])
    for table, of, target in (
        ("group_visit", "visit_id", "visit"),
        ("group_submission", "submission_id", "submission"),
    ):
        op.create_table(
            table,
            sa.Column(of, sa.Integer(), nullable=False),
            sa.Column("link_id", sa.Integer(), nullable=False),
            _key(table, of, target, "CASCADE"),
            _key(table, "link_id", "group_link", "CASCADE"),
            sa.PrimaryKeyConstraint(of, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_link_id"), table, ["link_id"])


def _reviews() -> None:
    op.create_table(
        "likeness",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _key("likeness", "submission_id", "submission", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_likeness")),
    )
    op.create_index(op.f("ix_likeness_digest"), "likeness", ["digest"])
    op.create_table(
        "review_mark",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.Column("is_set_aside", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        _key("review_mark", "submission_id", "submission", "CASCADE"),
        _key("review_mark", "decided_by", "user_account"),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_review_mark")),
    )


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
