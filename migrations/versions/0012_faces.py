"""the face and the language in which a survey is shown and was answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("visit", "submission")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("face", sa.String(30), nullable=False, server_default=""))
        op.add_column(table, sa.Column("language", sa.String(12), nullable=False, server_default=""))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "language")
        op.drop_column(table, "face")
