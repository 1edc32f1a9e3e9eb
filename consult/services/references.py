"""References that are easy to copy by hand and to read out on the telephone. They name nobody."""

from __future__ import annotations

import secrets

UNMISTAKABLE = "2346789ACDEFGHJKMNPQRTVWXY"  # no 0 and O, 1 and I and L, 5 and S, 8 and B, U and V


def new_reference(kind: str = "BC") -> str:
    """BC-7K3M-92QX"""
    letters = "".join(secrets.choice(UNMISTAKABLE) for _ in range(8))
    return f"{kind}-{letters[:4]}-{letters[4:]}"
