"""what a theme carries beside its name, and the doubt about each coding"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

THEME = {
    "description": sa.Text(),
    "phrases": sa.JSON(),
    "diverse": sa.JSON(),
    "dissenting": sa.JSON(),
    "firmness": sa.String(length=10),
    "stability": sa.Double(),
    "larger": sa.String(length=200),
}
CODING = {"is_unsure": sa.Boolean(), "stance": sa.String(length=10), "tone": sa.Double()}
DEFAULTS = {"phrases": "[]", "diverse": "[]", "dissenting": "[]", "stability": "0", "tone": "0"} | {
    "is_unsure": sa.false(),
    "stance": "unclear",
}


def upgrade() -> None:
    for table, columns in (("candidate_theme", THEME), ("coding", CODING)):
        with op.batch_alter_table(table) as batch:
            for name, kind in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=DEFAULTS.get(name, "")))


def downgrade() -> None:
    for table, columns in (("coding", CODING), ("candidate_theme", THEME)):
        with op.batch_alter_table(table) as batch:
            for name in reversed(columns):
                batch.drop_column(name)
