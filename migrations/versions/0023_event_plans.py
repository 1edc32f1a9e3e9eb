"""events are planned: their wave, who was there and how people agreed; who works there; whom a wave wants to hear"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _added():
        op.add_column("listening_event", column)
    op.create_table(
        "event_part",
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("wave_id", sa.Integer, nullable=True),
        sa.Column("group_link_id", sa.Integer, nullable=True),
        _key("event_part", "event_id", "listening_event"),
        _key("event_part", "wave_id", "wave"),
        _key("event_part", "group_link_id", "group_link"),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_part"),
    )
    op.create_index("ix_event_part_wave_id", "event_part", ["wave_id"])
    op.create_table(
        "event_team",
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        _key("event_team", "event_id", "listening_event"),
        _key("event_team", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("event_id", "user_id", "part", name="pk_event_team"),
    )
    op.create_index("ix_event_team_user_id", "event_team", ["user_id"])
    op.create_table(
        "event_change",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("changed_by", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        _key("event_change", "event_id", "listening_event"),
        _key("event_change", "changed_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_event_change"),
    )
    op.create_index("ix_event_change_event_id", "event_change", ["event_id"])
    op.create_table(
        "coverage_target",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("wave_id", sa.Integer, nullable=False),
        sa.Column("audience", sa.String(30), nullable=False),
        sa.Column("area", sa.String(30), nullable=False),
        sa.Column("band", sa.String(30), nullable=False),
        sa.Column("people", sa.Integer, nullable=True),
        sa.Column("share", sa.Integer, nullable=True),
        sa.Column("set_by", sa.Integer, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
        _key("coverage_target", "wave_id", "wave"),
        _key("coverage_target", "set_by", "user_account"),
        sa.CheckConstraint("(people IS NULL) <> (share IS NULL)", name="ck_coverage_target_people_or_share"),
        sa.PrimaryKeyConstraint("id", name="pk_coverage_target"),
        sa.UniqueConstraint(
            "wave_id", "audience", "area", "band", name="uq_coverage_target_wave_id_audience_area_band"
        ),
    )


def downgrade() -> None:
    for table in ("coverage_target", "event_change", "event_team", "event_part"):
        op.drop_table(table)
    for column in _added():
        op.drop_column("listening_event", column.name)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _added() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("expected", sa.String(10), nullable=False, server_default=""),
        sa.Column("access_needs", sa.String(500), nullable=False, server_default=""),
        sa.Column("room", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("consent", sa.String(30), nullable=True),
        sa.Column("consented", sa.String(10), nullable=False, server_default=""),
    )
