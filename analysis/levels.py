"""Many themes → a few larger ones that hold them: the second level, for reading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.preprocessing import normalize

from analysis.naming import PLAIN

FEWEST = 16  # themes from which a second level helps a reader
FEWEST_GROUPS = 4


def groups(centres: NDArray[np.float32], names: Sequence[str], sizes: Sequence[int]) -> tuple[str, ...]:
    """The name of the larger theme of each theme, "" for all where there are fewer than 16.

    centres: direction of each theme, shape (n_themes, n_features), rows of length 1; sizes: comments of each. What all
    centres have in common is taken away; themes that then lie near one another share a group (J. Ward, 1963: groups
    of like width, no chains), about as many groups as there are themes in one. A group takes the name of its largest
    theme, so that no name is made up; a plain name only where no theme of it has a telling one.
    """
    n = len(names)
    if n < FEWEST:
        return ("",) * n
    n_groups = max(FEWEST_GROUPS, round(float(np.sqrt(n))))
    apart = np.asarray(centres, np.float64) - np.average(centres, axis=0, weights=np.maximum(sizes, 1))
    of_theme = AgglomerativeClustering(n_groups, linkage="ward").fit_predict(normalize(apart).round(5))

    def first(theme: int) -> tuple[bool, int, str]:
        return names[theme].startswith(PLAIN), -sizes[theme], names[theme]

    largest = {group: min(np.flatnonzero(of_theme == group).tolist(), key=first) for group in set(of_theme.tolist())}
    return tuple(names[largest[group]] for group in of_theme.tolist())
