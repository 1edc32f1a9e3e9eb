"""runs that only add what is new to the run before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("analysis_run", sa.Column("joined_to_id", sa.Integer(), nullable=True))
    op.add_column("analysis_run", sa.Column("joined", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("analysis_run", "joined")
    op.drop_column("analysis_run", "joined_to_id")
