"""Quality of theme finding against people's codings: python -m benchmarks.themes DATA_FOLDER [--set NAME…] [--half 0]

One table: ours with each encoder, with and without the list of subjects, beside LSA + KMeans and NMF (number of codes
given) and, with --bertopic PYTHON, BERTopic in that environment. Each row runs in a process of its own: seconds are
its own, imports left out; peak memory too. Nothing of the texts is shown or kept.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score

from benchmarks.coded import SETS, Coded, measured

Labels = NDArray[np.int64]
HEAD = "| set | method | NMI | ARI | V | left out | themes | seconds | GB |\n|---|---|---|---|---|---|---|---|---|"
BERTOPIC = """
import json, sys, time
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer
texts = json.load(sys.stdin)
model = SentenceTransformer(sys.argv[1] if len(sys.argv) > 1 else "all-MiniLM-L6-v2")
started = time.perf_counter()
labels, _ = BERTopic(embedding_model=model, calculate_probabilities=False).fit_transform(texts)
json.dump([list(map(int, labels)), time.perf_counter() - started], sys.stdout)
"""


def main() -> None:
    given = _parser().parse_args()
    if given.one:
        print(measure(given.set[0], given.one, given.data, given.half, given.seed))
        return
    print(HEAD, flush=True)
    for name in given.set:
        for method in METHODS:
            command = [sys.executable, "-m", "benchmarks.themes", str(given.data), "--set", name, "--one", method]
            command += ["--seed", str(given.seed), *(["--half", str(given.half)] if given.half is not None else [])]
            print(_run(command), flush=True)
        if given.bertopic:
            print(bertopic(name, given.data, given.half, given.bertopic), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of real data")
    parser.add_argument("--set", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--half", type=int, choices=(0, 1), help="only texts of even (0) or odd (1) hash")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bertopic", metavar="PYTHON", help="the python of an environment in which BERTopic is")
    parser.add_argument("--one", choices=METHODS, help=argparse.SUPPRESS)
    return parser


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or f"| | {command[-1]} | failed: {done.stderr.strip().splitlines()[-1][:90]} |"


def measure(name: str, method: str, data: Path, half: int | None, seed: int) -> str:
    coded = measured(name, data)
    coded = coded if half is None else coded.half(half)
    find = METHODS[method]
    find(coded.half(0).texts[:200], 5, seed)  # imports and models are loaded before time is taken
    started = time.perf_counter()
    labels = find(coded.texts, coded.n_codes, seed)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return _row(name, method, coded, labels, seconds, f"{peak:.2f}")


def _row(name: str, method: str, coded: Coded, labels: Labels, seconds: float, peak: str) -> str:
    places, codes = zip(*coded.pairs(), strict=True)
    found = labels[list(places)]
    scores = (score(codes, found) for score in (normalized_mutual_info_score, adjusted_rand_score, v_measure_score))
    out = np.mean(labels < 0)
    cells = [*(f"{score:.3f}" for score in scores), f"{out:.0%}", str(len(set(labels.tolist()) - {-1}))]
    return f"| {name} | {method} | {' | '.join(cells)} | {seconds:.1f} | {peak} |"


def ours(encoder: str, *, subjects: bool) -> Callable[[Sequence[str], int, int], Labels]:
    def find(texts: Sequence[str], _: int, seed: int) -> Labels:
        from analysis.encode import encoder_named
        from analysis.features import TextFeatures
        from analysis.subjects import default_subjects
        from analysis.threads import one_thread_each
        from analysis.topics import TopicFinder

        listed = default_subjects() if subjects else ()
        with one_thread_each():
            features = TextFeatures(encoder_named(encoder), listed, random_state=seed).fit_transform(texts)
            return TopicFinder(floor=-1.0, random_state=seed).fit(features, keys=texts).labels_

    return find


def lsa_kmeans(texts: Sequence[str], n_codes: int, seed: int) -> Labels:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    weighted = _weighted(texts)
    n_components = min(100, weighted.shape[1] - 1)
    reduced = normalize(TruncatedSVD(n_components, random_state=seed).fit_transform(weighted))
    return np.asarray(KMeans(n_codes, n_init=5, random_state=seed).fit_predict(reduced), np.int64)


def nmf(texts: Sequence[str], n_codes: int, _: int) -> Labels:
    from sklearn.decomposition import NMF

    return np.asarray(NMF(n_codes, init="nndsvda", max_iter=400).fit_transform(_weighted(texts)).argmax(axis=1))


def _weighted(texts: Sequence[str]) -> NDArray[np.float64]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2).fit_transform(texts)


def bertopic(name: str, data: Path, half: int | None, python: str) -> str:
    coded = measured(name, data)
    coded = coded if half is None else coded.half(half)
    done = subprocess.run(
        [python, "-c", BERTOPIC], input=json.dumps(coded.texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        return f"| {name} | BERTopic | failed: {done.stderr.strip().splitlines()[-1][:90]} |"
    labels, seconds = json.loads(done.stdout.splitlines()[-1])
    return _row(name, "BERTopic, outliers one group", coded, np.array(labels), seconds, "")


METHODS: dict[str, Callable[[Sequence[str], int, int], Labels]] = {
    "static": ours("static", subjects=True),
    "static, no subjects": ours("static", subjects=False),
    "minilm": ours("minilm", subjects=True),
    "minilm, no subjects": ours("minilm", subjects=False),
    "lsa": ours("lsa", subjects=True),
    "lsa, no subjects": ours("lsa", subjects=False),
    "LSA + KMeans, number given": lsa_kmeans,
    "NMF, number given": nmf,
}

if __name__ == "__main__":
    main()
