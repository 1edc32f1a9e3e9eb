"""The two commands: `python3 go.py demo` and `python3 go.py test`. Standard library only.

Makes `.venv` from the hashed lock the first time, remembers that it did, and starts. What
follows the word is handed on: `python3 go.py demo --port 8080`, `python3 go.py test -k ledger`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
PY = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = HOME / ".ready"
BUILD_INPUTS = ("pyproject.toml", "package-lock.json", "hatch_build.py", "assets/govuk.scss")
LOCKS = {"demo": "requirements.lock", "test": "requirements-test.lock"}
COMMANDS = {
    "demo": ["-m", "consult.cli", "demo"],
    "test": ["-m", "tests"],
}
USAGE = """Say one of two words:
  python3 go.py demo    set up what is needed and open the demonstration on this machine
  python3 go.py test    set up what is needed and run every check"""


def stop(sentence: str) -> None:
    sys.exit(f"go.py: {sentence}")


def fingerprint(*names: str) -> str:
    """Changes when one of these files does, or the Python they are for, or the place where they are."""
    digest = hashlib.sha256(f"{sys.version}{ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_environment(word: str) -> None:
    """The libraries of the lock, then the project itself; each only when something about it has changed."""
    lock, libraries, build = [*STAMP.read_text().split(), "", "", ""][:3] if STAMP.is_file() else ("", "", "")
    if lock != LOCKS["test"]:  # which holds all that the demo needs, so it serves for both
        libraries, lock = libraries if lock == LOCKS[word] else "", LOCKS[word]
    pip = [str(PY), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps"]
    if libraries != fingerprint(lock):
        make_folder()
        print(f"Installing the libraries named in {lock} …", flush=True)
        install([*pip, "--require-hashes", "-r", str(ROOT / lock)])
        build = ""
    if build != fingerprint(*BUILD_INPUTS):
        print("Building the style sheets and scripts …", flush=True)
        install([*pip, "-e", str(ROOT)])
        STAMP.write_text("\n".join((lock, fingerprint(lock), fingerprint(*BUILD_INPUTS))))


def make_folder() -> None:
    try:
        import ensurepip  # noqa: F401  (Debian ships venv without it)
        import venv
    except ImportError:
        stop(
            "this Python has no 'venv' module, which makes the environment. Install it "
            f"(on Debian or Ubuntu: apt install python3.{sys.version_info.minor}-venv) and run the same command again."
        )
    print("Setting up the environment in .venv: about a minute, once.", flush=True)
    try:
        venv.EnvBuilder(clear=True, with_pip=True).create(HOME)
    except PermissionError:
        stop(f"the folder {ROOT} cannot be written to. Copy it to a place of your own and run the same command there.")
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"the environment in {HOME} could not be made ({error}). Free some space or delete .venv, then try again.")


def install(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        stop(
            "the installation stopped; the lines above say why. A network connection is needed this one time. "
            "Then run the same command again."
        )


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        this = sys.version.split()[0]
        stop(f"Python 3.11 or newer is needed; this is {this}. Start it with a newer one: python3.11 go.py …")
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    word, *rest = arguments
    make_environment(word)
    os.chdir(ROOT)
    try:
        return subprocess.call([str(PY), *COMMANDS[word], *rest])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
