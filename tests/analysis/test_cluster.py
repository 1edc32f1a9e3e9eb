"""Themes found on a cluster: a real one of three worker processes, made once; all that is sent to it is looked at."""

import os
import signal
import socket
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from analysis.cluster import Cluster, ClusterRefuses
from analysis.codebook import Findings
from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from analysis.workers import in_parts, workers
from tests.analysis.voices import TEXTS

SAID = "Keisha Okafor of 14 Ormond Crescent knows about it, ring 020 7946 0123"
MASKED = b"[name]"
COMMENTS = 150
SMALL = {  # sizes that never change a result: so few comments are worth sending, in many parts
    "analysis.workers.FEWEST": 10,
    "analysis.points.LEARNED": 100,
    "analysis.points.PLACED": 20,
    "analysis.phrases.PART_READ": 40,
    "analysis.priority_mapping.CHUNK": 20,
    "analysis.stance.PART": 20,
}


def times(known: int, part: list[int]) -> list[int]:
    return [known * each for each in part]


def refuse(_: object, part: list[int]) -> None:
    raise ValueError(f"part {part[0]} cannot be read")


def end(_: object, part: list[int]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Wire:
    """Stands between a client and the scheduler, and keeps what goes to the scheduler."""

    target: tuple[str, int]
    sent: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                here, _ = self.door.accept()
            except OSError:
                return
            there = socket.create_connection(self.target)
            threading.Thread(target=self._pass, args=(here, there, self.sent), daemon=True).start()
            threading.Thread(target=self._pass, args=(there, here, bytearray()), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, seen: bytearray) -> None:
        try:
            while piece := source.recv(1 << 16):
                seen += piece
                sink.sendall(piece)
        except OSError:
            pass
        sink.close()


@dataclass
class Machines:
    """The cluster, its address, and the same through a wire that keeps what is sent."""

    address: str
    wire: Wire
    pids: list[int]


@dataclass
class Run:
    findings: Findings
    ended: int  # pid of the worker that was killed meanwhile


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    from distributed import Client, LocalCluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with (
            LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as local,
            Client(local, set_as_default=False) as client,
        ):
            host, port = local.scheduler_address.removeprefix("tcp://").split(":")
            wire = Wire((host, int(port)))
            yield Machines(local.scheduler_address, wire, list(client.run(os.getpid).values()))
            wire.door.close()


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in SMALL.items():
            patch.setattr(name, size)
        yield


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    said = [f"{TEXTS[number % len(TEXTS)]} Ward {number // 3}" for number in range(COMMENTS)]
    return Corpus.of(
        Comment(id=f"id-{number}", text=text, said_by=f"person-{number}", groups={"area": "Toytown"})
        for number, text in enumerate([*said, SAID, "", "nothing"])
    )


@pytest.fixture(scope="module")
def run(machines: Machines, corpus: Corpus) -> Run:
    """Found by three workers, one of which is killed in the middle."""
    doomed: list[int] = []

    def kill_one(stage: str, _: float) -> None:
        if stage.startswith("Finding topics"):
            doomed.append(machines.pids[0])
            os.kill(machines.pids[0], signal.SIGKILL)

    findings = find_themes(corpus, cluster=Cluster(machines.wire.address), progress=kill_one)
    return Run(findings, *doomed)


def test_a_cluster_finds_what_one_process_finds_though_a_worker_is_lost(run: Run, corpus: Corpus) -> None:
    assert run.ended
    assert run.findings == find_themes(corpus)


def test_nothing_but_masked_text_is_sent_to_a_cluster(run: Run, machines: Machines) -> None:
    sent = bytes(machines.wire.sent)
    assert MASKED in sent
    assert TEXTS[0][:40].encode() in sent
    for secret in (b"Keisha", b"Okafor", b"7946", b"id-17", b"person-17", b"Toytown"):
        assert secret not in sent


def test_parts_come_back_in_their_order_from_a_cluster(machines: Machines) -> None:
    with workers(Cluster(machines.address), 7) as work:
        found = list(work.each(times, in_parts(range(500), 30)))
    assert [each for part in found for each in part] == [7 * number for number in range(500)]


def test_a_part_that_is_named_is_made_at_home(machines: Machines) -> None:
    whole = {name: [len(name)] for name in ("one", "three")}  # a lambda that no pickle could send
    with workers(Cluster(machines.address), 2, lambda name: whole[name]) as work:
        assert list(work.each(times, whole)) == [[6], [10]]


def test_what_goes_wrong_in_a_part_is_told_to_the_caller(machines: Machines) -> None:
    with workers(Cluster(machines.address)) as work, pytest.raises(ValueError, match="part 0 cannot be read"):
        list(work.each(refuse, in_parts(range(100), 10)))


def test_work_that_is_dropped_lets_go_of_the_cluster(machines: Machines) -> None:
    with workers(Cluster(machines.address), 1) as work:
        work.each(times, in_parts(range(10_000), 10))


@pytest.mark.parametrize(
    ("address", "words"),
    [("10.0.0.5:8786", "not the address of a cluster"), ("tcp://127.0.0.1:9", "does not answer")],
)
def test_a_cluster_that_refuses_is_told_in_one_sentence(address: str, words: str) -> None:
    with pytest.raises(ClusterRefuses, match=words) as told:
        find_themes(Corpus.of([]), cluster=Cluster(address, seconds=1))
    assert "\n" not in str(told.value)


def test_a_worker_with_another_version_is_refused(machines: Machines, monkeypatch: Any) -> None:
    monkeypatch.setattr("analysis.cluster._program", lambda: "another")
    with pytest.raises(ClusterRefuses, match=r"has this program .* Install the same version"):
        Cluster(machines.address).check()
