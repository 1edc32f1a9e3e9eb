"""leases with a number, priorities, workers that beat, files that jobs made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LAST = 7
PRIORITIES = {"screen": 0, "import-comments": 3, "join-themes": 4, "count-report": 5, "find-themes": 6}


def upgrade() -> None:
    op.add_column("job", sa.Column("lease", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("priority", sa.Integer(), nullable=False, server_default=str(LAST)))
    for kind, priority in PRIORITIES.items():
        op.execute(sa.text("UPDATE job SET priority = :one WHERE kind = :kind").bindparams(one=priority, kind=kind))
    op.create_table(
        "worker_beat",
        sa.Column("worker", sa.String(80), primary_key=True),
        sa.Column("lane", sa.Enum("short", "long", name="lane", native_enum=False, length=30), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "made_file",
        sa.Column(
            "job_id",
            sa.Integer,
            sa.ForeignKey("job.id", name="fk_made_file_job_id_job", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "user_id",
            sa.Integer,
            sa.ForeignKey("user_account.id", name="fk_made_file_user_id_user_account"),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("mimetype", sa.String(100), nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_table(
        "made_piece",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "job_id",
            sa.Integer,
            sa.ForeignKey("made_file.job_id", name="fk_made_piece_job_id_made_file", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_made_piece_job_id", "made_piece", ["job_id"])


def downgrade() -> None:
    """An earlier program knows nothing of jobs that were set aside or of kinds that are new: they are over."""
    op.drop_table("made_piece")
    op.drop_table("made_file")
    op.drop_table("worker_beat")
    op.execute("UPDATE job SET state = 'failed' WHERE state = 'set-aside'")
    op.execute(
        "UPDATE job SET state = 'cancelled' WHERE kind IN ('make-file', 'freeze-report')"
        " AND state IN ('waiting', 'running')"
    )
    op.drop_column("job", "priority")
    op.drop_column("job", "lease")
