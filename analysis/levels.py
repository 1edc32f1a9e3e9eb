"""Many themes → a few larger ones that hold them: the second level, for reading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering

FEWEST = 13  # themes from which a second level helps a reader
FEWEST_GROUPS = 4


def groups(centres: NDArray[np.float32], names: Sequence[str], sizes: Sequence[int]) -> tuple[str, ...]:
    """The name of the larger theme of each theme, "" for all where there are fewer than 13.

    centres: direction of each theme, shape (n_themes, n_features), rows of length 1; sizes: comments of each. Themes
    whose centres are alike (average linkage of cosines) share a group, about as many groups as there are themes in
    one; a group takes the name of its largest theme, so that no name is made up.
    """
    n = len(names)
    if n < FEWEST:
        return ("",) * n
    n_groups = max(FEWEST_GROUPS, round(float(np.sqrt(n))))
    method = AgglomerativeClustering(n_groups, metric="cosine", linkage="average")
    of_theme = method.fit_predict(np.asarray(centres, np.float64).round(5))
    largest = {
        group: min(np.flatnonzero(of_theme == group).tolist(), key=lambda theme: (-sizes[theme], names[theme]))
        for group in set(of_theme.tolist())
    }
    return tuple(names[largest[group]] for group in of_theme.tolist())
