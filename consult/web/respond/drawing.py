"""A drawing or a photo: sent with its page, shown again to whoever sent it and to nobody else, taken away by a tick."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from consult.services import drawing_answers, drawing_files, intake
from consult.services.drawing_answers import NewPicture
from consult.services.drawing_files import NotAPicture
from consult.web.access import public
from consult.web.fields import AnswerField, field_for
from consult.web.languages import say
from consult.web.respond import cookie
from surveys import Drawing, Value

bp = Blueprint("drawing", __name__)


class DrawingField(AnswerField):
    """`typed` are the names of those kept from before; `pictures` are those that came just now."""

    question: Drawing

    def __init__(self, question: Drawing, **more: Any) -> None:
        super().__init__(question, **more)
        self.files: list[FileStorage] = []
        self.pictures: list[NewPicture] = []

    @property
    def kept(self) -> list[str]:
        """Names that this draft had before: whoever sends another name sends nothing."""
        before = self.before if isinstance(self.before, tuple) else ()
        return [name for name in before if name in self.typed]

    @property
    def is_open(self) -> bool:
        return not self.kept and not self.files

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Those of before, each with a box that is ticked while it is kept."""
        before = self.before if isinstance(self.before, tuple) else ()
        return [
            {"name": name, "checked": name in self.typed, "text": say("Keep picture {number}", number=place)}
            for place, name in enumerate(before, start=1)
        ]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = [item for item in valuelist if isinstance(item, str)]
        self.files = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]

    def _parsed(self, form: Any) -> Value | None:
        self.typed = self.kept
        self.pictures = [self._read(file) for file in self.files]
        self.typed += [new.name for new in self.pictures]
        return super()._parsed(form)

    def _read(self, file: FileStorage) -> NewPicture:
        try:
            picture = drawing_files.read(file.stream.read(drawing_files.MOST_BYTES + 1))
        except NotAPicture as fault:
            raise ValidationError(fault.message) from fault
        return NewPicture(name=secrets.token_hex(16), question_id=self.question.id, picture=picture)


@field_for.register
def _(question: Drawing) -> AnswerField:
    return DrawingField(question, name=question.id)


@bp.get("/survey/<string:slug>/picture/<string:name>")
@public
def picture(slug: str, name: str) -> ResponseReturnValue:
    """Of the draft on this device only; once it is sent nobody is shown it here."""
    token = cookie.token_of(slug)
    draft = intake.find_draft(slug, token) if token else None
    if draft is None or draft.is_sent or draft.visit_id is None:
        abort(404)
    content = drawing_answers.find_content(draft.visit_id, name)
    if content is None:
        abort(404)
    return send_file(BytesIO(content), drawing_files.MEDIA_TYPE)
