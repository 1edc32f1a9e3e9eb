"""A small mail server of our own: takes what it is handed, or refuses, as a test says."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message


class PostOffice(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters: list[tuple[list[str], Message]] = []
        self.is_refusing = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Counter(socketserver.StreamRequestHandler):
    """One connection: just enough of SMTP."""

    server: PostOffice

    def handle(self) -> None:
        self._say("220 post office")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT"):
                if self.server.is_refusing:
                    self._say("451 not now")
                    continue
                to.append(line.partition("<")[2].partition(">")[0])
            if word == "DATA":
                self._say("354 go on")
                self.server.letters.append((to, message_from_string(self._letter())))
                to = []
            if word == "QUIT":
                self._say("221 bye")
                return
            self._say("250 yes")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield office
        office.shutdown()
        thread.join()
