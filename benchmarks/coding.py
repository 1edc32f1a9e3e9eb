"""How well ThemeCoder codes the way people do: `python -m benchmarks.coding DATA_FOLDER`. Prints figures, no words.

Figures marked "kept apart" are of the half of the comments (by hash) that no setting was chosen on.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import KFold

from analysis.approved import Theme
from analysis.coding import ThemeCoder
from analysis.corpus import Comment
from analysis.encode import Encoder, encoder_named
from analysis.triage import acceptance_table
from benchmarks.coded import calibration_error, read

FRAMEWORK = Path(__file__).with_name("nhs_framework.toml")
FIRST_CODE = "Not assigned"  # the first of the columns of codes
NO_CODE = "Labelling not possible"  # blank answers: nothing to learn
MERGED = {  # codes with fewer than ten comments go to their neighbour in the framework: 39 used become 32
    "Appointment method": "Appointment arrangements",
    "Staff continuity": "Number & deployment of staff",
    "Unspecified communication": "Being kept informed, clarity & consistency of information",
    "Discharge": "Referals & continuity of care",
    "Care plans": "Referals & continuity of care",
    "Sensory experience": "Environment & Facilities",
    "Food & drink provision & facilities": "Environment & Facilities",
}
DRAWS = 5  # of the people's first codings
CODINGS = (0, 50, 200, 800)

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts with the sets of themes people gave them, and the codebook."""

    texts: list[str]
    labels: list[frozenset[str]]
    codebook: tuple[Theme, ...]

    def truth(self, classes: list[str]) -> Truth:
        return np.array([[theme in themes for theme in classes] for themes in self.labels], bool)


Method = Callable[[Coded, Rows, Rows, list[str]], tuple[Floats, Truth]]


class Remembering:
    """Encodes each text once, so that five folds pay for it once."""

    def __init__(self, of: Encoder) -> None:
        self.of, self.name, self.known = of, of.name, dict[str, NDArray[np.float32]]()
        self.is_contextual = of.is_contextual

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = sorted(set(texts) - self.known.keys())
        self.known |= zip(new, self.of.encode(new), strict=True) if new else ()
        return np.array([self.known[text] for text in texts], np.float32)


encoder: Encoder | None = None  # of ThemeCoder; set by main


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--merged", action="append", default=[], metavar="FILE.csv", help="another trust's file, as well"
    )
    parser.add_argument("--encoder", default="static", help="static (default), minilm or lsa: for ThemeCoder")
    arguments = parser.parse_args()
    global encoder
    encoder = Remembering(encoder_named(arguments.encoder))
    nhs = read_nhs(arguments.folder / "nhs_fft" / "comments.csv")
    print(f"{'NHS framework, five folds':<42}{'micro':>7}{'macro':>7}{'LRAP':>7}{'ECE':>7}{'ECE 1st':>8}{'seconds':>8}")
    print_folds("words + characters, logistic regression", nhs, baseline)
    print_folds("ThemeCoder, codings alone", Coded(nhs.texts, nhs.labels, ()), theme_coder)
    probabilities, truth = print_folds("ThemeCoder, codings and codebook", nhs, theme_coder)
    print_acceptance(probabilities, truth)
    print_curve(nhs)
    for path in arguments.merged:
        print_folds(Path(path).name, read_nhs(Path(path)), theme_coder)
    print_folds("ANES party likes, codings alone", read_anes(arguments.folder), theme_coder)
    print_folds("ANES, baseline", read_anes(arguments.folder), baseline)
    print_novelty(arguments.folder / "banking77" / "test.csv")
    print_speed(nhs)


def read_nhs(path: Path) -> Coded:
    """Exact repeats (any case and spacing) removed before anything is split, blank answers left out."""
    rows = read(path)
    names = list(rows[0])
    codes = names[names.index(FIRST_CODE) :]
    first: dict[str, tuple[str, frozenset[str]]] = {}
    for row in rows:
        text = " ".join(row["FFT answer"].split())
        themes = frozenset(MERGED.get(code, code) for code in codes if row[code] == "1") - {NO_CODE}
        if text and themes:
            first.setdefault(text.casefold(), (text, themes))
    framework = tomllib.loads(FRAMEWORK.read_text(encoding="utf-8"))["theme"]
    themes_ = (Theme(id=each["name"], **(each | {"examples": tuple(each["examples"])})) for each in framework)
    return Coded([text for text, _ in first.values()], [themes for _, themes in first.values()], tuple(themes_))


def read_anes(folder: Path) -> Coded:
    rows = read(folder / "anes_party_likes" / "comments.csv")
    codes = [name for name in rows[0] if name.isdigit()]
    counts = Counter(code for row in rows for code in codes if row[code] == "1")
    used = [code for code in codes if counts[code] >= 10]
    first = {row["verbatim"].casefold(): row for row in reversed(rows) if row["verbatim"].strip()}
    sets = [frozenset(code for code in used if row[code] == "1") for row in first.values()]
    return Coded([row["verbatim"] for row in first.values()], sets, ())


def theme_coder(
    coded: Coded, learn: NDArray[np.intp], test: NDArray[np.intp], classes: list[str]
) -> tuple[Floats, Truth]:
    coder = ThemeCoder(encoder).fit([coded.texts[i] for i in learn], [coded.labels[i] for i in learn], coded.codebook)
    probabilities = np.zeros((len(test), len(classes)))
    columns = [classes.index(theme) for theme in coder.classes_.tolist()]
    probabilities[:, columns] = coder.predict_proba([coded.texts[i] for i in test])
    limits = np.full(len(classes), 0.5)
    limits[columns] = coder.thresholds_
    return probabilities, probabilities >= limits


def baseline(coded: Coded, learn: Rows, test: Rows, classes: list[str]) -> tuple[Floats, Truth]:
    """The floor of the data's README: TF-IDF of words and characters, one balanced logistic regression per code."""
    views = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
    )
    seen = hstack([view.fit_transform([coded.texts[i] for i in learn]) for view in views]).tocsr()
    new = hstack([view.transform([coded.texts[i] for i in test]) for view in views]).tocsr()
    truth, probabilities = coded.truth(classes)[learn], np.zeros((len(test), len(classes)))
    for place in np.flatnonzero(truth.sum(axis=0) > 1):
        model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear").fit(seen, truth[:, place])
        probabilities[:, place] = model.predict_proba(new)[:, 1]
    return probabilities, probabilities >= 0.5


def print_folds(name: str, coded: Coded, method: Method) -> tuple[Floats, Truth]:
    classes = sorted({theme for themes in coded.labels for theme in themes})
    truth = coded.truth(classes)
    probabilities, chosen = np.zeros(truth.shape), np.zeros(truth.shape, bool)
    begun = time.perf_counter()
    for learn, test in KFold(5, shuffle=True, random_state=0).split(coded.texts):
        probabilities[test], chosen[test] = method(coded, learn, test, classes)
    seconds = time.perf_counter() - begun
    apart = np.array([is_kept_apart(text) for text in coded.texts])
    print_row(f"{name} ({len(classes)} codes)", truth, probabilities, chosen, f"{seconds:8.0f}")
    print_row("  kept apart", truth[apart], probabilities[apart], chosen[apart])
    common = truth.sum(axis=0) >= 30
    print(f"  {f'{common.sum()} codes with 30 comments or more':<47}{macro(truth[:, common], chosen[:, common]):7.3f}")
    return probabilities, truth


def print_row(name: str, truth: Truth, probabilities: Floats, chosen: Truth, seconds: str = "") -> None:
    from sklearn.metrics import label_ranking_average_precision_score as ranking

    first = probabilities.argmax(axis=1)
    rows = np.arange(len(truth))
    figures = (
        f1_score(truth, chosen, average="micro"),
        macro(truth, chosen),
        ranking(truth, probabilities),
        calibration_error(probabilities.ravel(), truth.ravel()),
    )
    first_error = calibration_error(probabilities[rows, first], truth[rows, first])
    print(f"{name:<42}{''.join(f'{figure:7.3f}' for figure in figures)}{first_error:8.3f}{seconds}")


def macro(truth: Truth, chosen: Truth) -> float:
    return float(f1_score(truth, chosen, average="macro", zero_division=0))


def print_acceptance(probabilities: Floats, truth: Truth) -> None:
    print("\naccept only where every code is this sure    share   right   the rest")
    for row in acceptance_table(probabilities, truth):
        right = "      -" if row.accuracy is None else f"{row.accuracy:7.1%}"
        rest = "      -" if row.rest_accuracy is None else f"{row.rest_accuracy:7.1%}"
        print(f"  below {row.cutoff:.2f} or above {1 - row.cutoff:.2f}{'':<20}{row.share:7.1%} {right} {rest:>9}")


def print_curve(coded: Coded) -> None:
    print(f"\n{f'first codings, {DRAWS} draws':<42}  codebook and codings        codings alone")
    classes = [theme.id for theme in coded.codebook]
    for amount in CODINGS:
        shown = [f"  {amount:<40}"]
        for codebook in (coded.codebook, ())[: 1 + (amount > 0)]:
            with_it = Coded(coded.texts, coded.labels, codebook)
            figures = [learned(with_it, np.random.default_rng(draw), amount, classes) for draw in range(DRAWS)]
            micro, macro_ = np.mean(figures, axis=0)
            shown.append(f"micro {micro:.3f} macro {macro_:.3f}")
        print("   ".join(shown))
    print()


def learned(coded: Coded, draw: np.random.Generator, amount: int, classes: list[str]) -> tuple[float, float]:
    order = draw.permutation(len(coded.texts))
    learn, test = order[:amount], order[-1_200:]
    coder = ThemeCoder(encoder).fit(
        [coded.texts[i] for i in learn],
        [coded.labels[i] for i in learn],
        coded.codebook,
        corpus=[coded.texts[i] for i in order[:-1_200]],
    )
    themes = coder.predict([coded.texts[i] for i in test])
    chosen = np.array([[theme in each for theme in classes] for each in themes])
    truth = coded.truth(classes)[test]
    return float(f1_score(truth, chosen, average="micro")), macro(truth, chosen)


def print_novelty(path: Path) -> None:
    """Half of the intents of banking77 are approved themes with eight confirmed messages each; the rest is new."""
    rows = read(path)
    text_column, intent_column = list(rows[0])[:2]
    by_intent: dict[str, list[str]] = {}
    for row in rows:
        by_intent.setdefault(row[intent_column], []).append(row[text_column])
    intents = sorted(by_intent, key=lambda intent: hashlib.sha256(intent.encode()).hexdigest())
    known = intents[: len(intents) // 2]
    codebook = [Theme(id=i, name=i.replace("_", " "), examples=tuple(by_intent[i][:8])) for i in known]
    new = [(text, intent) for intent in intents for text in by_intent[intent][8:]]
    coded = (
        ThemeCoder(encoder)
        .fit([], [], codebook)
        .code([Comment(id=str(n), text=text) for n, (text, _) in enumerate(new)])
    )
    is_new = np.array([intent not in known for _, intent in new])
    right = np.array([each.themes[0][0] == intent for each, (_, intent) in zip(coded, new, strict=True)])
    joins = np.array([not each.joins_none for each in coded])
    sure = np.array([each.themes[0][1] for each in coded]) * joins
    print(f"\nbanking77, {len(known)} themes known by 8 messages each")
    print(f"  join a theme: of known matters {joins[~is_new].mean():.3f}, of new ones {joins[is_new].mean():.3f}")
    print(f"  known ones that join the right theme {right[~is_new].mean():.3f}, ", end="")
    print(f"area under ROC of known against new {roc_auc_score(~is_new, sure):.3f}")


def print_speed(coded: Coded) -> None:
    coder = ThemeCoder(encoder).fit(coded.texts, coded.labels, coded.codebook)
    rows = [f"{coded.texts[number % len(coded.texts)]} {number}" for number in range(10_000)]
    begun = time.perf_counter()
    coder.predict_proba(rows)
    print(f"\nseconds to code 10,000 comments after {len(coded.texts):,} codings: {time.perf_counter() - begun:.1f}")


def is_kept_apart(text: str) -> bool:
    return bool(hashlib.sha256(text.casefold().encode()).digest()[0] % 2)


if __name__ == "__main__":
    main()
