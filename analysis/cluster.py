"""Work on the machines of a Dask cluster, behind the same seam as processes: `--cluster tcp://…` (decision 33).

What is sent: masked texts, the questions asked, and numbers learned from masked texts. Masking itself is done at home,
and no id, name, group or unmasked word goes out. A worker that is lost is made up for by the others.
"""

from __future__ import annotations

import hashlib
import pickle  # nosec B403: only what this program itself wrote is read, on machines that run the same program
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.threads import one_thread_each
from analysis.words import reading_once
from analysis.workers import Fetch, Workers

if TYPE_CHECKING:
    from distributed import Client

SECONDS = 15
AHEAD = 2  # parts sent for each thread of the cluster: one at work, one on its way; bounds memory everywhere
MOST_AHEAD = 64
LIBRARIES = ("numpy", "scipy", "scikit-learn", "scikit-network", "nltk", "wordllama", "tokenizers", "py3langid")

Result = TypeVar("Result")


class ClusterRefuses(Exception):
    """The cluster cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask scheduler by its address, “tcp://…” or “tls://…”: a `Crew`, connected only while there is work.

    Raises ClusterRefuses, at any point, where the cluster cannot be had or goes away.
    """

    address: str
    seconds: int = field(default_factory=lambda: SECONDS)  # to wait for an answer, when work begins

    def check(self) -> int:
        """How many workers there are; raises ClusterRefuses where there is none, or one is not as this machine is."""
        with _connected(self.address, self.seconds) as client:
            found = client.run(_about)
        if not found:
            raise ClusterRefuses(
                f"{self.address}: the cluster has no workers; start some with “dask worker {self.address}”, or leave"
                " the cluster out to work on this machine alone."
            )
        ours = _about()
        for worker, theirs in sorted(found.items()):
            for what, value in ours.items():
                if theirs.get(what) != value:
                    raise ClusterRefuses(
                        f"{self.address}: worker {worker} has {what} {theirs.get(what)} and this machine has {value};"
                        " results would not be the same. Install the same version of everything on every machine"
                        " (for different processors: set OPENBLAS_CORETYPE to one value on all), then try again."
                    )
        return len(found)

    @contextmanager
    def at_work(self, known: object, fetch: Fetch | None) -> Iterator[Workers]:
        with _connected(self.address, self.seconds) as client:
            threads = sum(client.nthreads().values())
            pool = ThreadPoolExecutor(min(MOST_AHEAD, AHEAD * max(1, threads)))
            try:
                # a step of the work like any other, so that it outlives the worker that holds it
                held = client.submit(pickle.loads, pickle.dumps(known), pure=False)  # nosec B301
                yield _Away(self.address, client, held, fetch, pool)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                client.close()  # those who still wait for an answer are told
                pool.shutdown()


@dataclass(frozen=True, slots=True)
class _Away:
    address: str
    client: Client
    held: Any  # the future of what all parts need
    fetch: Fetch | None
    pool: ThreadPoolExecutor  # each of its threads sends a part and waits for the answer

    def each(self, function: Callable[[Any, Any], Result], parts: Iterable[object]) -> Iterator[Result]:
        return self.pool.map(partial(self._ask, function), parts)

    def _ask(self, function: Callable[[Any, Any], Result], part: object) -> Result:
        made = self.fetch(part) if self.fetch else part
        with _told_plainly(self.address):
            answer: Result = self.client.submit(_work, function, self.held, pickle.dumps(made), pure=False).result()
            return answer


def _work(function: Callable[[Any, Any], Result], known: object, part: bytes) -> Result:
    """On a worker: it keeps no text when a part is done, and takes one thread, which the last bits depend on."""
    with one_thread_each(), reading_once():
        return function(known, pickle.loads(part))  # noqa: S301  # nosec B301


def _about() -> dict[str, str]:
    """What results depend on, on this machine."""
    from sklearn.utils import _openmp_helpers  # noqa: F401 - loads the libraries that are looked at
    from threadpoolctl import threadpool_info  # type: ignore[import-not-found,import-untyped,unused-ignore]

    kernels = {str(each.get("architecture")) for each in threadpool_info() if each.get("architecture")}
    return {
        "Python": ".".join(map(str, sys.version_info[:2])),
        "this program": _program(),
        **{library: _version(library) for library in LIBRARIES},
        "processor": ", ".join(sorted(kernels)),
    }


def _program() -> str:
    """What tells one state of `analysis` from another."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for file in sorted(each for each in folder.rglob("*") if each.suffix in (".py", ".toml")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"


@contextmanager
def _connected(address: str, seconds: int) -> Iterator[Client]:
    if not address.startswith(("tcp://", "tls://")):
        raise ClusterRefuses(f"{address}: not the address of a cluster; it looks like tcp://10.0.0.5:8786.")
    try:
        from distributed import Client
    except ImportError:
        raise ClusterRefuses(
            f"{address}: Dask is not installed here; install the extra “cluster” (docs/operations.md), or leave the"
            " cluster out to work on this machine alone."
        ) from None
    with warnings.catch_warnings():  # of other versions, which `check` looks at, and of what is large but sent once
        warnings.simplefilter("ignore")
        with _told_plainly(address):
            client = Client(address, timeout=seconds, set_as_default=False)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def _told_plainly(address: str) -> Iterator[None]:
    """What Dask says of itself, in one sentence. What goes wrong in the work itself stays as it is."""
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker:
        raise ClusterRefuses(
            f"{address}: several workers ended while they were at the same part of the work, perhaps for want of"
            " memory; give each more memory or start fewer on a machine, then try again. Nothing was changed."
        ) from None
    except (FutureCancelledError, CancelledError, CommClosedError, OSError, TimeoutError, ImportError) as error:
        raise ClusterRefuses(
            f"{address}: the cluster does not answer ({type(error).__name__}); see that its scheduler and workers run"
            " and can be reached, or leave the cluster out to work on this machine alone. Nothing was changed."
        ) from None
