"""What a download says, whatever it is packed in: so that a test can look for words in a Word file as in a page."""

from __future__ import annotations

import io
import zipfile

from werkzeug.test import TestResponse


def words_of(answer: TestResponse) -> str:
    """The text of a page; of a packed file the names and contents of all its parts."""
    content = answer.get_data()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(name + packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
