"""Zip files that are the same to the byte whenever they are made: one date, one order, one way to pack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_NO_CHANGES: Mapping[str, Callable[[bytes], bytes]] = {}


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The members, in the order given, as one zip file."""
    return b"".join(zip_stream(members))


def zip_stream(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The same zip file piece by piece: each member is asked for when the one before it has been written."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(_entry(name), content)
            if pipe.held >= PIECE:
                yield pipe.taken()
    yield pipe.taken()


def settled(archive: bytes, changes: Mapping[str, Callable[[bytes], bytes]] = _NO_CHANGES) -> bytes:
    """The same zip file without the time it was packed at. changes: member → what its content becomes."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        contents = [(name, packed.read(name)) for name in packed.namelist()]
    return zipped((name, changes[name](content) if name in changes else content) for name, content in contents)


PIECE = 1 << 16  # bytes that are gathered before they are handed on


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # said to be Unix on every system
    entry.external_attr = 0o644 << 16
    return entry


class _Pipe(io.RawIOBase):
    """What a zip file writes into; nothing can be read back or gone back to."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self.held = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(taken)
        self.held += len(taken)
        return len(taken)

    def taken(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces, self.held = [], 0
        return whole
