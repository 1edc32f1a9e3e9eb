"""Which fault of the database it is, in one sentence that says what to do; never what was being stored."""

from __future__ import annotations

from consult.store.errors import StoreFault

AWAY = "The database cannot be reached. Start it, or mend CONSULT_DATABASE_URL; nothing that was acknowledged is lost."
ONLY_READ = "The database can only be read. Give this program the right to write to it, or mend CONSULT_DATABASE_URL."
NO_ROOM = "The database has no room left. Make room on its disk; nothing that was acknowledged is lost."
BUSY = "The database is busy with somebody else's long work. Wait a minute and try again."
REFUSED = "The database refuses this user or password. Mend CONSULT_DATABASE_URL."
NOT_THERE = "The database server has no such database. Make it (createdb), or mend CONSULT_DATABASE_URL."
TOO_MANY = "The database takes no more connections. Raise max_connections, or serve with fewer threads."
BROKEN = "The database file is damaged or is no database. Keep it, and restore the newest backup: consult restore."
OTHER_VERSION = "The database is of another version than this program. Run `consult migrate`."

OF_SQLITE = {
    "unable to open database file": AWAY,
    "readonly database": ONLY_READ,
    "database or disk is full": NO_ROOM,
    "disk i/o error": NO_ROOM,
    "database is locked": BUSY,
    "file is not a database": BROKEN,
    "malformed": BROKEN,
    "no such table": OTHER_VERSION,
    "no such column": OTHER_VERSION,
}
OF_POSTGRESQL = {  # by the beginning of its code
    "25006": ONLY_READ,
    "42501": ONLY_READ,
    "28": REFUSED,
    "3D000": NOT_THERE,
    "53100": NO_ROOM,
    "53300": TOO_MANY,
    "55P03": BUSY,
    "57": AWAY,
    "08": AWAY,
    "42P01": OTHER_VERSION,
    "42703": OTHER_VERSION,
}
WHILE_CONNECTING = {  # there a fault has no code, only words
    "password authentication failed": REFUSED,
    "no password supplied": REFUSED,
    "role": REFUSED,
    "does not exist": NOT_THERE,
    "too many clients": TOO_MANY,
    "remaining connection slots": TOO_MANY,
}


def sentence(error: StoreFault) -> str:
    original = getattr(error, "orig", None)
    said, code = str(original or "").lower(), getattr(original, "sqlstate", None) or ""
    if code:
        found = next((words for beginning, words in OF_POSTGRESQL.items() if code.startswith(beginning)), "")
    elif type(original).__module__.startswith("psycopg"):
        found = next((words for part, words in WHILE_CONNECTING.items() if part in said), AWAY)
    else:
        found = next((words for part, words in OF_SQLITE.items() if part in said), "")
    return found or f"The database cannot be used ({type(original or error).__name__} {code}).".replace(" )", ")")
