"""The stages from comments to candidate themes, in order, readable aloud. Pure: a Corpus in, Findings out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analysis.codebook import Findings
from analysis.corpus import Corpus
from analysis.readable import reading
from analysis.subject_list import Subject, default_subjects

if TYPE_CHECKING:
    from analysis.cluster import Cluster
    from analysis.encode import Encoder

Progress = Callable[[str, float], None]


def find_themes(
    corpus: Corpus,
    *,
    encoder: Encoder | None = None,
    subjects: Sequence[Subject] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    processes: int = 1,
    cluster: Cluster | None = None,
) -> Findings:
    """Propose themes for a corpus of any size, 0 comments included; the same corpus and seed give the same Findings.

    encoder: None for static word vectors, whatever else is installed; `encode.encoder_named("minilm")` finds better
    themes, at about 200 comments a second.
    subjects: what the machine knows beforehand that people may speak about; () for nothing.
    progress is told the stage in plain English and how much is done, 0..1; it may raise to cancel.
    processes: how many may work side by side (see `workers.processors`); what is found is the same.
    cluster: other machines that do what comes after masking; what is found is the same, and masked text is all they
    see. Raises cluster.ClusterRefuses where they cannot be had.
    Of a comment the first 20,000 characters are analysed. Coded comments and exclusions add up to
    the corpus; a comment has one to three themes, or NOT_SURE, or OTHER.
    """
    tell = progress or _tell_nobody
    listed = default_subjects() if subjects is None else subjects
    tell("Setting aside what cannot be analysed, hiding personal data", 0.0)
    if cluster:
        cluster.check()
    with reading(Corpus.of(corpus), processes) as finished:
        from analysis import proposing  # heavy: loaded while other processes read

        proposing.get_ready()
        read = finished()
    return proposing.propose(read, encoder, listed, seed, tell, cluster or processes)


def _tell_nobody(stage: str, done: float) -> None:
    """No one asked."""
