"""How a respondent likes these pages to look. Kept in the one cookie, put on the page as classes: no script needed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from consult.web.languages import mark

TEXT = {"": mark("Normal"), "large": mark("Bigger"), "larger": mark("Much bigger"), "largest": mark("Biggest")}
SPACE = {"": mark("Normal"), "more": mark("More space"), "most": mark("Most space")}
COLOURS = {
    "": mark("The colours of this device"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "cream": mark("Cream"),
    "blue": mark("Light blue"),
    "green": mark("Light green"),
    "rose": mark("Pink"),
}
CHOICES: dict[str, dict[str, str]] = {"text": TEXT, "space": SPACE, "colours": COLOURS}


@dataclass(frozen=True, kw_only=True)
class Display:
    """One reader's choice; what is empty or False is as the page comes."""

    text: str = ""
    space: str = ""
    colours: str = ""
    is_plain: bool = False  # no pictures
    is_calm: bool = False  # nothing moves
    is_slow: bool = False  # read aloud more slowly

    @property
    def classes(self) -> str:
        """For the root of the page."""
        chosen = [f"app-{name}-{value}" for name in CHOICES if (value := getattr(self, name))]
        marked = [f"app-{name.removeprefix('is_')}" for name in _FLAGS if getattr(self, name)]
        return " ".join([*chosen, *marked])

    @property
    def kept(self) -> dict[str, Any]:
        """What is worth keeping: only what was chosen."""
        return {name: value for name, value in asdict(self).items() if value}


_FLAGS = tuple(field.name for field in fields(Display) if field.name.startswith("is_"))


def read(kept: object) -> Display:
    """What a cookie held. A choice that is not offered (any more) is left as the page comes."""
    if not isinstance(kept, dict):
        return Display()
    chosen = {name: kept[name] for name, offered in CHOICES.items() if kept.get(name) in offered}
    flags: dict[str, Any] = {name: kept.get(name) is True for name in _FLAGS}
    return Display(**chosen, **flags)
