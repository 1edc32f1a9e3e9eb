"""leases with a number, priorities, workers that beat"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LAST = 5
PRIORITIES = {"screen": 0, "import-comments": 1, "join-themes": 2, "count-report": 3, "find-themes": 4}


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


def downgrade() -> None:
    """An earlier program knows nothing of jobs that were set aside: they are over."""
    op.drop_table("worker_beat")
    op.execute("UPDATE job SET state = 'failed' WHERE state = 'set-aside'")
    op.drop_column("job", "priority")
    op.drop_column("job", "lease")
