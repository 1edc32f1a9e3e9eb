"""blind double coding and the sign-off of theme sets

A sign-off and its end are only ever added to, and a blind code is not changed once it was handed in: triggers refuse it.
Going back loses all of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("sign_off_end", "sign_off", "adjudication", "blind_code", "double_comment", "double_theme", "double_coding")
KEPT = ("sign_off", "sign_off_end")
WORDS = "a sign-off is only ever added to"
BLIND = "a blind code that was handed in is not changed"
HANDED_IN = (
    "EXISTS (SELECT 1 FROM double_coding d JOIN double_comment c ON c.double_id = d.id WHERE c.id = OLD.sampled_id"
    " AND ((d.first_id = OLD.user_id AND d.first_done_at IS NOT NULL)"
    " OR (d.second_id = OLD.user_id AND d.second_done_at IS NOT NULL)))"
)
SQLITE = (
    *(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        for table in KEPT
        for event in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER blind_code_handed_in BEFORE UPDATE ON blind_code WHEN {HANDED_IN} "
    f"BEGIN SELECT RAISE(ABORT, '{BLIND}'); END",
)
POSTGRESQL = (
    f"CREATE FUNCTION sign_off_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sign_off_is_kept()"
        for table in KEPT
    ),
    "CREATE FUNCTION blind_code_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {HANDED_IN} THEN RAISE EXCEPTION '{BLIND}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER blind_code_handed_in BEFORE UPDATE ON blind_code "
    "FOR EACH ROW EXECUTE FUNCTION blind_code_is_kept()",
)


def upgrade() -> None:
    _create_double_coding()
    _create_sample()
    _create_codes()
    _create_sign_off()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)  # and its triggers with it
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION sign_off_is_kept()")
        op.execute("DROP FUNCTION blind_code_is_kept()")


def _key(table: str, column: str, target: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def _user(table: str, column: str = "user_id") -> sa.ForeignKeyConstraint:
    return _key(table, column, "user_account")


def _number(name: str, *, may_be_empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=may_be_empty)


def _moment(name: str = "at", *, may_be_empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(), nullable=may_be_empty)


def _create_double_coding() -> None:
    people = ("first_id", "second_id", "asked_by", "ended_by", "taken_by")
    op.create_table(
        "double_coding",
        *(_number(name) for name in ("id", "run_id", "seed")),
        sa.Column("spread", sa.Enum("audience", "area", name="spread", native_enum=False, length=30), nullable=False),
        *(_number(name) for name in ("population", "size", "first_id", "second_id", "asked_by")),
        *(_number(name, may_be_empty=True) for name in ("ended_by", "taken_by")),
        _moment("asked_at"),
        *(_moment(name, may_be_empty=True) for name in ("first_done_at", "second_done_at", "ended_at", "taken_at")),
        sa.Column("ended_why", sa.Text(), nullable=False),
        _key("double_coding", "run_id", "analysis_run"),
        *(_user("double_coding", column) for column in people),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_double_coding_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_coding")),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_double_coding_one_open", "double_coding", ["run_id"],
        unique=True, sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip


def _create_sample() -> None:
    op.create_table(
        "double_theme",
        *(_number(name) for name in ("double_id", "theme_id", "place")),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        _key("double_theme", "double_id", "double_coding"),
        _key("double_theme", "theme_id", "theme"),
        sa.PrimaryKeyConstraint("double_id", "theme_id", name=op.f("pk_double_theme")),
        sa.UniqueConstraint("double_id", "place", name=op.f("uq_double_theme_double_id_place")),
    )
    op.create_table(
        "double_comment",
        *(_number(name) for name in ("id", "double_id", "comment_id", "place")),
        sa.Column("stratum", sa.String(60), nullable=False),
        sa.Column("program", sa.JSON(), nullable=False),
        _key("double_comment", "double_id", "double_coding"),
        _key("double_comment", "comment_id", "comment", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_comment")),
        sa.UniqueConstraint("double_id", "place", name=op.f("uq_double_comment_double_id_place")),
        sa.UniqueConstraint("double_id", "comment_id", name=op.f("uq_double_comment_double_id_comment_id")),
    )
    op.create_index(op.f("ix_double_comment_comment_id"), "double_comment", ["comment_id"])


def _create_codes() -> None:
    op.create_table(
        "blind_code",
        *(_number(name) for name in ("id", "sampled_id", "user_id")),
        sa.Column("themes", sa.JSON(), nullable=False),
        _moment(),
        _key("blind_code", "sampled_id", "double_comment", "CASCADE"),
        _user("blind_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_code")),
        sa.UniqueConstraint("sampled_id", "user_id", name=op.f("uq_blind_code_sampled_id_user_id")),
    )
    op.create_table(
        "adjudication",
        _number("sampled_id"),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        _number("user_id"),
        _moment(),
        _key("adjudication", "sampled_id", "double_comment", "CASCADE"),
        _user("adjudication"),
        sa.PrimaryKeyConstraint("sampled_id", name=op.f("pk_adjudication")),
    )


def _create_sign_off() -> None:
    op.create_table(
        "sign_off",
        *(_number(name) for name in ("id", "run_id")),
        _number("double_id", may_be_empty=True),
        sa.Column("without_double", sa.Text(), nullable=False),
        sa.Column("left_open", sa.Text(), nullable=False),
        _number("decisions"),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _number("user_id"),
        _moment(),
        sa.CheckConstraint(
            "double_id IS NOT NULL OR without_double <> ''", name=op.f("ck_sign_off_coded_twice_or_why_not")
        ),
        _key("sign_off", "run_id", "analysis_run"),
        _key("sign_off", "double_id", "double_coding"),
        _user("sign_off"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("run_id", name=op.f("uq_sign_off_run_id")),
    )
    op.create_table(
        "sign_off_end",
        *(_number(name) for name in ("sign_off_id", "decisions", "user_id")),
        sa.Column("why", sa.Text(), nullable=False),
        _moment(),
        _key("sign_off_end", "sign_off_id", "sign_off"),
        _user("sign_off_end"),
        sa.PrimaryKeyConstraint("sign_off_id", name=op.f("pk_sign_off_end")),
    )
