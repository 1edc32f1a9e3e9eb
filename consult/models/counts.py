"""What a run comes to in figures, counted outside a page, so that pages only read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class RunCount(Base):
    """One run, counted. state: fingerprint of all that the figures depend on; where it is another now, count again.

    overview: figures, those by group protected (analysis/overview.py); sheet: numbers of comments and where each
    stands (analysis/sheet.py). Nobody's words. deleted, set_apart: as of that moment.
    """

    __tablename__ = "run_count"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(sa.String(64))
    counted_at: Mapped[datetime] = mapped_column(default=utcnow)
    seconds: Mapped[float]
    deleted: Mapped[int]
    set_apart: Mapped[int]
    overview: Mapped[str] = mapped_column(sa.Text)
    sheet: Mapped[bytes] = mapped_column(sa.LargeBinary)
