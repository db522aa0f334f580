"""Words as regular expressions.

Here: one pattern for many words. Not here: which words (``vocabulary``), what a match means (every other module).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the given words, of those that begin alike the longest first.

    ``re`` tries one branch after another: a hundred months side by side cost a hundred attempts at every place. Put
    together by their beginnings ("ma(?:y|r(?:ch|))") they cost one look at the first letter.
    """
    return _tree(frozenset(words))


def _tree(endings: frozenset[str]) -> str:
    by_initial: defaultdict[str, set[str]] = defaultdict(set)
    for ending in endings - {""}:
        by_initial[ending[0]].add(ending[1:])
    branches = [re.escape(initial) + _tree(frozenset(by_initial[initial])) for initial in sorted(by_initial)]
    if "" in endings:
        branches.append("")
    if len(branches) == 1:
        return branches[0]
    first = f"(?=[{re.escape(''.join(sorted(by_initial)))}])" if "" not in endings else ""
    return f"{first}(?:{'|'.join(branches)})"
