"""What reaches a log or a terminal: one event is one line, nothing in it works, and faults are told without words."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

WORKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # ends a line, colours, turns round
FORMAT = "[%(asctime)s] %(levelname)s in %(name)s: %(message)s"
PLACES = 6  # the innermost, of a fault
logger = logging.getLogger("consult")


def spelt(text: str, *, keep: str = "") -> str:
    """What would end a line, colour a terminal or turn its direction is written as Python spells it."""
    return WORKS.sub(lambda found: found[0] if found[0] in keep else ascii(found[0])[1:-1], text)


def places(error: BaseException) -> str:
    """Where it happened and what kind it was; never the message, which may hold somebody's words."""
    trace, found = error.__traceback__, []
    while trace:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(found[-PLACES:]))}"


class OneLine(logging.Formatter):
    """Also for what libraries log, with the faults that they met."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have written it out
        return spelt(super().format(record).replace("\n", " "))

    def formatException(  # noqa: N802 (the name is logging’s)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return places(ei[1]) if ei[1] else ""


class OneObject(OneLine):
    """The same as JSON, a line for each event; `fields` are what a line of its own kind tells (requests)."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": spelt(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1]:
            told["fault"] = places(record.exc_info[1])
        return json.dumps({**told, **getattr(record, "fields", {})})


class ToStandardError(logging.StreamHandler[TextIO]):
    """To wherever standard error leads when something is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(OneLine(FORMAT))

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """Never another one."""


def set_up(*, as_json: bool = False) -> None:
    """In each process, for everything that is logged in it."""
    root = logging.getLogger()
    handler = next((one for one in root.handlers if isinstance(one, ToStandardError)), None)
    if handler is None:
        root.addHandler(handler := ToStandardError())
    handler.setFormatter(OneObject() if as_json else OneLine(FORMAT))
    logging.getLogger(f"{logger.name}.requests").setLevel(logging.INFO)
