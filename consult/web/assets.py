"""Style sheets and scripts: ours from consult/static, others' from the built package. Named by content, kept a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import consult_assets
from flask import Blueprint, Flask, abort, request, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.web.access import public

bp = Blueprint("assets", __name__, url_prefix="/assets")
OURS = Path(__file__).parents[1] / "static"
FOLDERS = (OURS, OURS / "listen", OURS / "pictures", Path(consult_assets.__file__).parent)
PACKED = {".css", ".js", ".svg"}  # the same for everybody, so that packing it gives nothing away
YEAR = 31_536_000
KINDS = {".css", ".js", ".svg", ".png", ".webmanifest"}


@bp.get("/<fingerprint>/<name>")
@public
def file(fingerprint: str, name: str) -> ResponseReturnValue:
    found = _files().get(name)
    if found is None or fingerprint != _fingerprint():
        abort(404)
    is_packed = found.suffix in PACKED and request.accept_encodings.quality("gzip") > 0
    source = BytesIO(_packed(name)) if is_packed else found
    answer = send_file(source, mimetypes.guess_type(name)[0], max_age=YEAR, etag=not is_packed)
    if is_packed:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.cache_control.immutable = True
    return answer


def asset(name: str) -> str:
    """The address of an asset. All share one folder, so that a script can import its neighbour."""
    return _address(name, request.script_root)


@lru_cache(maxsize=1024)
def _address(name: str, _below: str) -> str:
    """Made once for each place the site is mounted at: a page has some twenty of them."""
    if name not in _files():
        raise FileNotFoundError(f"no asset named {name} in {[str(folder) for folder in FOLDERS]}")
    return url_for("assets.file", fingerprint=_fingerprint(), name=name)


@lru_cache
def _files() -> dict[str, Path]:
    return {file.name: file for folder in FOLDERS for file in sorted(folder.iterdir()) if file.suffix in KINDS}


@lru_cache
def _packed(name: str) -> bytes:
    return gzip.compress(_files()[name].read_bytes(), mtime=0)


@lru_cache
def _fingerprint() -> str:
    """Changes when any of them changes."""
    digest = hashlib.sha256()
    for name, file in sorted(_files().items()):
        digest.update(name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
