"""points: prompts, tables, how many agreed, how it felt; what was done to a version, and edits that lost a race"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
KEYS = {"prompt_id": "event_prompt", "split_from_id": "note", "joined_into_id": "note", "conflicts_with_id": "note"}


def upgrade() -> None:
    op.create_table(
        "event_prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("question_id", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["listening_event.id"], name=op.f("fk_event_prompt_event_id_listening_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_prompt")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_event_prompt_event_id_code")),
    )
    op.add_column("listening_event", sa.Column("read_back_at", sa.DateTime(), nullable=True))
    for column in _plain():
        op.add_column("note", column)
    for column, target in KEYS.items():
        _add_key(column, target)
        op.create_index(op.f(f"ix_note_{column}"), "note", [column])


def downgrade() -> None:
    for column, target in KEYS.items():
        op.drop_index(op.f(f"ix_note_{column}"), "note")
        if op.get_context().dialect.name == "postgresql":
            op.drop_constraint(op.f(f"fk_note_{column}_{target}"), "note", type_="foreignkey")
        op.drop_column("note", column)
    for plain in _plain():
        op.drop_column("note", plain.name)
    op.drop_column("listening_event", "read_back_at")
    op.drop_table("event_prompt")


def _plain() -> list[sa.Column[object]]:
    return [
        sa.Column("table_label", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("mood", sa.String(length=30), nullable=True),
        sa.Column("is_parked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("why", sa.String(length=30), nullable=True),
        sa.Column("device", sa.String(length=36), nullable=False, server_default=""),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.Column("clock_off", sa.Integer(), nullable=True),
    ]


def _add_key(column: str, target: str) -> None:
    """In place: SQLite makes a table anew for a named key, and the comments would go with the old one."""
    name = op.f(f"fk_note_{column}_{target}")
    op.execute(f"ALTER TABLE note ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)")
