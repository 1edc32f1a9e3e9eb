"""Every table, imported once so that metadata is whole: for migrations and tests."""

from consult.models import (
    comments,
    concerns,
    jobs,
    keeping,
    listening,
    people,
    receipts,
    reports,
    screening,
    second_factors,
    submissions,
    surveys,
    themes,
)
from consult.models.base import Base

metadata = Base.metadata
__all__ = [
    "comments",
    "concerns",
    "jobs",
    "keeping",
    "listening",
    "metadata",
    "people",
    "receipts",
    "reports",
    "screening",
    "second_factors",
    "submissions",
    "surveys",
    "themes",
]
