"""events are planned: their wave, who was there and how people agreed; who works there; whom a wave wants to hear"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listening_event") as batch:
        batch.add_column(sa.Column("wave_id", sa.Integer, nullable=True))
        batch.add_column(sa.Column("expected", sa.String(10), nullable=False, server_default=""))
        batch.add_column(sa.Column("access_needs", sa.String(500), nullable=False, server_default=""))
        batch.add_column(sa.Column("room", sa.JSON, nullable=False, server_default="{}"))
        batch.add_column(sa.Column("consent", sa.String(30), nullable=True))
        batch.add_column(sa.Column("consented", sa.String(10), nullable=False, server_default=""))
        batch.add_column(sa.Column("group_link_id", sa.Integer, nullable=True))
        batch.create_foreign_key("fk_listening_event_wave_id_wave", "wave", ["wave_id"], ["id"])
        batch.create_foreign_key("fk_listening_event_group_link_id_group_link", "group_link", ["group_link_id"], ["id"])
    with op.batch_alter_table("listening_event") as batch:  # the program says what holds where nothing is said
        for column in ("expected", "access_needs", "room", "consented"):
            batch.alter_column(column, server_default=None)
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
    for table in ("coverage_target", "event_change", "event_team"):
        op.drop_table(table)
    with op.batch_alter_table("listening_event") as batch:
        batch.drop_constraint("fk_listening_event_group_link_id_group_link", type_="foreignkey")
        batch.drop_constraint("fk_listening_event_wave_id_wave", type_="foreignkey")
        for column in ("group_link_id", "consented", "consent", "room", "access_needs", "expected", "wave_id"):
            batch.drop_column(column)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
