"""what became of a theme, in words that children and readers of Easy Read can read

Added with a plain ALTER, so that the triggers that keep outcomes as they are stay on the table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("theme_outcome", sa.Column("easy_words", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("theme_outcome", "easy_words")
