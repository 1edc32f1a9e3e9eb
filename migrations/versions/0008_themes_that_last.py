"""themes keep their identity from run to run; decisions hang on the theme, with reasons and the comments they are about

A decision that was copied from run to run becomes one decision again: themes that took over each other's decisions
are one theme, with the number of the newest of them, so that its address still leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ASPECTS = {"rename": "name", "priority": "priority"} | dict.fromkeys(("accept", "reject", "reopen"), "status")
KINDS = ("rename", "describe", "priority", "accept", "reject", "reopen", "merge", "part", "make", "split", "put",
         "take", "move", "stance", "undo", "redo", "settle")  # fmt: skip
RUNS = sa.table("analysis_run", sa.column("id"), sa.column("finished_at", sa.DateTime()))
THEMES = sa.table("theme", sa.column("id"), sa.column("made_at", sa.DateTime()), sa.column("made_by"))
CANDIDATES = sa.table("candidate_theme", *map(sa.column, ("id", "run_id", "theme_id", "name", "priority")))
DECISIONS = sa.table(
    "theme_decision",
    *map(sa.column, ("id", "theme_id", "number", "kind", "before", "after", "user_id", "about_id", "carried_from")),
    sa.column("at", sa.DateTime()),
)
Row = sa.Row[Any]


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_theme_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.add_column("candidate_theme", sa.Column("theme_id", sa.Integer(), nullable=True))
    decisions = _gather(op.get_bind())
    op.drop_table("theme_decision")
    with _codings_kept(), op.batch_alter_table("candidate_theme") as batch:
        batch.alter_column("theme_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key("fk_candidate_theme_theme_id_theme", "theme", ["theme_id"], ["id"])
        batch.create_unique_constraint("uq_candidate_theme_run_id_theme_id", ["run_id", "theme_id"])
    op.create_index("ix_candidate_theme_theme_id", "candidate_theme", ["theme_id"])
    _create_decisions()
    _write(op.get_bind(), decisions)


def downgrade() -> None:
    decisions = _part(op.get_bind())
    op.drop_table("decided_comment")
    op.drop_table("theme_decision")
    op.drop_index("ix_candidate_theme_theme_id", "candidate_theme")
    with _codings_kept(), op.batch_alter_table("candidate_theme") as batch:
        batch.drop_constraint("uq_candidate_theme_run_id_theme_id", type_="unique")
        batch.drop_constraint("fk_candidate_theme_theme_id_theme", type_="foreignkey")
        batch.drop_column("theme_id")
    op.drop_table("theme")
    _create_decisions_of_candidates()
    _write(op.get_bind(), decisions)


@contextmanager
def _codings_kept() -> Iterator[None]:
    """SQLite changes a table by writing it anew and dropping the old one, and every coding would go with it."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TEMPORARY TABLE kept_coding AS SELECT * FROM coding")
    yield
    op.execute("INSERT INTO coding SELECT * FROM kept_coding WHERE id NOT IN (SELECT id FROM coding)")
    op.execute("DROP TABLE kept_coding")


def _gather(connection: sa.Connection) -> list[dict[str, Any]]:
    """One theme for each line of candidates that took over each other's decisions; its decisions, each once."""
    candidates = {row.id: row for row in connection.execute(sa.select(CANDIDATES))}
    columns = [column for column in DECISIONS.c if column.name != "about_id"]
    decisions = connection.execute(sa.select(*columns).order_by(DECISIONS.c.at, DECISIONS.c.id)).all()
    made_at = {row.id: row.finished_at for row in connection.execute(sa.select(RUNS))}
    theme_of = _newest_of_line(candidates, decisions)
    for theme in sorted(set(theme_of.values())):
        first = min(candidates[key].run_id for key, whose in theme_of.items() if whose == theme)
        connection.execute(sa.insert(THEMES).values(id=theme, made_at=made_at[first], made_by=None))
    for key, theme in theme_of.items():
        connection.execute(sa.update(CANDIDATES).where(CANDIDATES.c.id == key).values(theme_id=theme))
    if connection.dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('theme', 'id'), coalesce(max(id), 0) + 1, false) FROM theme")
    numbers = dict.fromkeys(theme_of.values(), 0)
    gathered = []
    for row in decisions:
        if row.carried_from is None:
            theme = theme_of[row.theme_id]
            numbers[theme] += 1
            gathered.append({**_plain(row), "theme_id": theme, "number": numbers[theme]})
    return gathered


def _newest_of_line(candidates: dict[int, Row], decisions: list[Row] | Any) -> dict[int, int]:
    """Candidate → the newest candidate that its decisions were carried on to."""
    whose = {row.id: row.theme_id for row in decisions}
    after = {whose[row.carried_from]: row.theme_id for row in decisions if row.carried_from is not None}
    newest = {}
    for key in candidates:
        last = key
        while last in after:
            last = after[last]
        newest[key] = last
    return newest


def _part(connection: sa.Connection) -> list[dict[str, Any]]:
    """Decisions back to the candidate of the run in which they were made, and carried from there on.

    What the older version does not know (merging, comments put in and the like) goes, and so does what was undone.
    """
    finished = {row.id: row.finished_at for row in connection.execute(sa.select(RUNS))}
    lines: dict[int, list[Row]] = {}
    for candidate in connection.execute(sa.select(CANDIDATES).order_by(CANDIDATES.c.run_id)):
        lines.setdefault(candidate.theme_id, []).append(candidate)
    of_theme = _known(connection)
    parted: list[dict[str, Any]] = []
    next_id = max((row.id for rows in of_theme.values() for row in rows), default=0) + 1
    for theme, rows in of_theme.items():
        for entry in _line(lines.get(theme, []), rows, finished):
            if entry["id"] is None:
                entry["id"], next_id = next_id, next_id + 1
            if entry["carried_from"] is not None:
                entry["carried_from"] = entry["carried_from"]["id"]
            parted.append(entry)
    return parted


def _known(connection: sa.Connection) -> dict[int, list[Row]]:
    """By theme, the decisions that hold and that the older version knows."""
    columns = [column for column in DECISIONS.c if column.name != "carried_from"]
    undone: set[int] = set()
    rows = connection.execute(sa.select(*columns).order_by(DECISIONS.c.id)).all()
    for row in rows:
        if row.kind == "undo":
            undone.add(row.about_id)
        if row.kind == "redo":
            undone.discard(row.about_id)
    of_theme: dict[int, list[Row]] = {}
    for row in rows:
        if row.kind in ASPECTS and row.id not in undone:
            of_theme.setdefault(row.theme_id, []).append(row)
    return of_theme


def _line(candidates: list[Row], rows: list[Row], finished: dict[int, datetime]) -> Iterator[dict[str, Any]]:
    """For each candidate of a theme in turn, its decisions: what was carried to it, and what was decided then."""
    waiting: list[Row] = list(rows)
    holding: dict[str, dict[str, Any]] = {}
    for place, candidate in enumerate(candidates):
        ends = finished[candidates[place + 1].run_id] if place + 1 < len(candidates) else None
        mine = [row for row in waiting if ends is None or row.at < ends]
        waiting = waiting[len(mine) :]
        proposed = {"name": candidate.name, "priority": candidate.priority, "status": "proposed"}
        line = [
            {**entry, "id": None, "theme_id": candidate.id, "before": proposed[aspect], "carried_from": entry}
            for aspect, entry in sorted(holding.items(), key=lambda item: item[1]["number"])
        ]
        line += [{**_plain(row), "theme_id": candidate.id, "carried_from": None} for row in mine]
        for number, entry in enumerate(line, start=1):
            entry["number"] = number
        yield from line
        holding = {ASPECTS[entry["kind"]]: entry for entry in line}


def _plain(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "kind", "before", "after", "user_id", "at")}


def _write(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        connection.execute(sa.insert(DECISIONS).values(**{name: row[name] for name in row}))
    if connection.dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('theme_decision', 'id'), coalesce(max(id), 0) + 1, false)"
            " FROM theme_decision"
        )


def _create_decisions() -> None:
    op.create_table(
        "theme_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="decisionkind", native_enum=False, length=30), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        _key("theme_decision", "theme_id", "theme", ondelete="CASCADE"),
        _key("theme_decision", "user_id", "user_account"),
        _key("theme_decision", "other_id", "theme"),
        _key("theme_decision", "about_id", "theme_decision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_decision")),
        sa.UniqueConstraint("theme_id", "number", name=op.f("uq_theme_decision_theme_id_number")),
    )
    op.create_index("ix_theme_decision_other_id", "theme_decision", ["other_id"])
    op.create_index("ix_theme_decision_about_id", "theme_decision", ["about_id"])
    op.create_table(
        "decided_comment",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Enum("meant", "seed", "like", "unlike", name="part", native_enum=False, length=30),
                  nullable=False),
        _key("decided_comment", "decision_id", "theme_decision", ondelete="CASCADE"),
        _key("decided_comment", "comment_id", "comment", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision_id", "comment_id", name=op.f("pk_decided_comment")),
    )  # fmt: skip
    op.create_index("ix_decided_comment_comment_id", "decided_comment", ["comment_id"])


def _create_decisions_of_candidates() -> None:
    op.create_table(
        "theme_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*ASPECTS, name="decisionkind", native_enum=False, length=30), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        _key("theme_decision", "carried_from", "theme_decision", ondelete="SET NULL"),
        _key("theme_decision", "theme_id", "candidate_theme", ondelete="CASCADE"),
        _key("theme_decision", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_decision")),
        sa.UniqueConstraint("theme_id", "number", name=op.f("uq_theme_decision_theme_id_number")),
    )


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
