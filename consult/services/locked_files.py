"""Files in the age format: locked with a public key, opened with the private one that is kept elsewhere.

age works on streams, and so does tar: a thread stands between the two.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyrage
from pyrage import x25519

from consult.store.errors import Conflict

Recipients = list[x25519.Recipient]


def make_key(file: Path) -> str:
    """A new key: the private half into `file`, for nobody else to read; the public half is returned."""
    identity = x25519.Identity.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Conflict(f"{file} cannot be made ({error.strerror}); name a new file.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as kept:
        kept.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def read_recipients(text: str) -> list[x25519.Recipient]:
    if not text.strip():
        raise Conflict("Say whose key may read the copy: make one with `consult backup-key`, set CONSULT_BACKUP_KEY.")
    try:
        return [x25519.Recipient.from_str(each) for each in text.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise Conflict(f"CONSULT_BACKUP_KEY: this is no public key ({error}); it begins with age1.") from None


def read_identity(file: Path) -> x25519.Identity:
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        return x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Conflict(f"{file}: this holds no private key; name the file `consult backup-key` made.") from None


@contextmanager
def locked(target: BinaryIO, recipients: Recipients) -> Iterator[BinaryIO]:
    """What is written to the stream reaches `target` locked."""
    with _between(lambda pipe: pyrage.encrypt_io(pipe, target, recipients), is_writing=True) as plain:
        yield plain


@contextmanager
def opened(source: BinaryIO, identity: x25519.Identity) -> Iterator[BinaryIO]:
    """What is locked in `source`, to be read from the stream."""
    with _between(lambda pipe: pyrage.decrypt_io(source, pipe, [identity]), is_writing=False) as plain:
        yield plain


def lock(source: BinaryIO, target: Path, *, key: str) -> None:
    """Raises Conflict where it cannot be; then there is no target."""
    recipients = read_recipients(key)
    with put_in_place(target) as waiting:
        pyrage.encrypt_io(source, waiting, recipients)


def unlock(source: Path, target: Path, *, key: Path) -> None:
    """The same the other way."""
    identity = read_identity(key)
    with source.open("rb") as locked_source, put_in_place(target) as waiting:
        try:
            pyrage.decrypt_io(locked_source, waiting, [identity])
        except (OSError, pyrage.DecryptError) as error:
            raise Conflict(f"{source}: it cannot be opened ({error}); the key may be another one.") from None


@contextmanager
def put_in_place(target: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is whole and on the disk; Conflict where it cannot be.

    In place of an earlier file of this name, because a database server puts the same piece away twice after a fault;
    never in place of a device, a pipe or a folder.
    """
    if target.exists() and not target.is_file():
        raise Conflict(f"{target}: this is no file; name one to be written.")
    waiting = target.with_name(f".{target.name}.part")
    try:
        with waiting.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, target)
    except (OSError, pyrage.EncryptError) as error:
        raise Conflict(f"{target}: it cannot be written ({error}); nothing was kept of it.") from None
    finally:
        waiting.unlink(missing_ok=True)


@contextmanager
def _between(turn: Callable[[BinaryIO], None], *, is_writing: bool) -> Iterator[BinaryIO]:
    reading, writing = os.pipe()
    ends = (os.fdopen(reading, "rb"), os.fdopen(writing, "wb"))
    theirs, ours = cast(tuple[BinaryIO, BinaryIO], ends if is_writing else ends[::-1])
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with theirs:
                turn(theirs)
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with ours:
            yield ours
    except (OSError, tarfile.TarError, StopIteration, EOFError):
        thread.join()
        raise faults[0] if faults else tarfile.ReadError("cut short") from None
    thread.join()
    if faults:
        raise faults[0]
