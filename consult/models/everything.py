"""Every table, imported once so that metadata is whole: for migrations and tests."""

from consult.models import (
    comments,
    complaints,
    concerns,
    excerpts,
    frozen,
    identities,
    jobs,
    keeping,
    listening,
    people,
    plan,
    receipts,
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
    "complaints",
    "concerns",
    "excerpts",
    "frozen",
    "identities",
    "jobs",
    "keeping",
    "listening",
    "metadata",
    "people",
    "plan",
    "receipts",
    "screening",
    "second_factors",
    "submissions",
    "surveys",
    "themes",
]
