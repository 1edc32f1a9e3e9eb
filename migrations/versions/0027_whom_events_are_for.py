"""a planned event says which ages and groups it is for, so that the coverage board sees it coming"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event_part", sa.Column("aims", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("event_part", "aims")
