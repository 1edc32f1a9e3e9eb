"""what became of each theme, sections of the plan, frozen report versions

Outcomes, versions of sections, approvals and frozen reports are only ever added to: triggers refuse a change. Going
back loses all of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = ("theme_outcome", "section_version", "section_approval", "report_version")
TABLES = ("report_reading", "report_version", "section_remark", "section_approval", "section_version", "plan_section",
          "theme_outcome")  # fmt: skip
TAKEN = ("taken forward", "taken forward in part", "not taken forward")
FUNCTION = (
    "CREATE FUNCTION plan_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the plan''s record is only ever added to'; END $$"
)


def upgrade() -> None:
    _create_outcomes()
    _create_sections()
    _create_said_of_sections()
    _create_reports()
    if op.get_bind().dialect.name != "sqlite":
        op.execute(FUNCTION)
    for table in KEPT:
        for event in ("UPDATE", "DELETE"):
            op.execute(_trigger(table, event))


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)  # and its triggers with it
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION plan_is_kept()")


def _trigger(table: str, event: str) -> str:
    head = f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        return f"{head} BEGIN SELECT RAISE(ABORT, 'the plan''s record is only ever added to'); END"
    return f"{head} FOR EACH ROW EXECUTE FUNCTION plan_is_kept()"


def _key(table: str, column: str, target: str, target_column: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{target_column}"], name=op.f(f"fk_{table}_{column}_{target}"))


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _create_outcomes() -> None:
    table = "theme_outcome"
    op.create_table(
        table,
        _number("id"),
        _number("theme_id"),
        _number("number"),
        sa.Column("taken", sa.Enum(*TAKEN, name="taken", native_enum=False, length=30), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("considered_by", sa.String(200), nullable=False),
        sa.Column("considered_on", sa.Date(), nullable=False),
        _number("owner_id"),
        sa.Column("tell_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        _number("user_id"),
        _moment("at"),
        _key(table, "theme_id", "theme"),
        _key(table, "owner_id", "user_account"),
        _key(table, "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_outcome")),
        sa.UniqueConstraint("theme_id", "number", name=op.f("uq_theme_outcome_theme_id_number")),
    )


def _create_sections() -> None:
    op.create_table(
        "plan_section",
        _number("id"),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("area", sa.String(30), nullable=False),
        _number("made_by"),
        _moment("made_at"),
        _key("plan_section", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_section")),
        sa.UniqueConstraint("priority", "area", name=op.f("uq_plan_section_priority_area")),
    )
    op.create_table(
        "section_version",
        _number("id"),
        _number("section_id"),
        _number("number"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        _number("user_id"),
        _moment("at"),
        _key("section_version", "section_id", "plan_section"),
        _key("section_version", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_version")),
        sa.UniqueConstraint("section_id", "number", name=op.f("uq_section_version_section_id_number")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_section_version_id_user_id")),
    )


def _create_said_of_sections() -> None:
    op.create_table(
        "section_approval",
        _number("version_id"),
        _number("author_id"),
        _number("user_id"),
        _moment("at"),
        sa.CheckConstraint("user_id <> author_id", name=op.f("ck_section_approval_second_person")),
        sa.ForeignKeyConstraint(
            ["version_id", "author_id"],
            ["section_version.id", "section_version.user_id"],
            name=op.f("fk_section_approval_version_id_section_version"),
        ),
        _key("section_approval", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_section_approval")),
    )
    op.create_table(
        "section_remark",
        _number("id"),
        _number("version_id"),
        sa.Column("text", sa.Text(), nullable=False),
        _number("user_id"),
        _moment("at"),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        _moment("settled_at", nullable=True),
        _key("section_remark", "version_id", "section_version"),
        _key("section_remark", "user_id", "user_account"),
        _key("section_remark", "settled_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_remark")),
    )
    op.create_index(op.f("ix_section_remark_version_id"), "section_remark", ["version_id"])


def _create_reports() -> None:
    op.create_table(
        "report_version",
        _number("id"),
        _number("number"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        _number("user_id"),
        _moment("at"),
        _key("report_version", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint("number", name=op.f("uq_report_version_number")),
    )
    op.create_table(
        "report_reading",
        _number("report_id"),
        _number("user_id"),
        _moment("asked_at"),
        _number("asked_by"),
        _moment("read_at", nullable=True),
        _key("report_reading", "report_id", "report_version"),
        _key("report_reading", "user_id", "user_account"),
        _key("report_reading", "asked_by", "user_account"),
        sa.PrimaryKeyConstraint("report_id", "user_id", name=op.f("pk_report_reading")),
    )
