"""pg-safeupdate by reading: hosted Supabase refuses an UPDATE or DELETE without WHERE, inside functions too.

The extension looks at statements while they are parsed; no PostgreSQL wheel carries it. The gateway reads the body of a
function instead and refuses to call one that holds such a statement, wherever the function's control flow would have
gone. Statements that a function puts together at run time (``execute``), and functions that it calls, are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_SKIPPED_OR_WORD = re.compile(
    r"""
      --[^\n]* | /\*.*?\*/                              # comments
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | '(?:[^']|'')*'  # strings
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<word>\w+|[();])
    """,
    re.VERBOSE | re.DOTALL,
)

_BEFORE_A_STATEMENT = {"", ";", "(", ")", "begin", "atomic", "then", "else", "loop", "query", "in", "as"}
"""What stands before a statement in SQL and PL/pgSQL, and before an UPDATE that is none (``for update``,
``on conflict do update``, ``before update``) does not."""


def _words(sql: str) -> Iterator[str]:
    for match in _SKIPPED_OR_WORD.finditer(sql):
        if match["quoted"]:
            yield '""'
        elif match["word"]:
            yield match["word"].lower()


def _has_where(words: Sequence[str]) -> bool:
    """Whether the statement that these words begin with has a WHERE of its own, not only one of a subquery."""
    depth = 0
    for word in words:
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        if depth < 0 or (depth == 0 and word in (";", "loop")):
            return False
        if depth == 0 and word == "where":
            return True
    return False


@lru_cache(maxsize=1 << 10)  # one process opens many gateways, before databases with the same functions
def unguarded_write(body: str) -> str | None:
    """The message with which the extension would refuse the first write without WHERE, or None.

    Args:
        body: The source of a function, SQL or PL/pgSQL, or any SQL text.
    """
    words = ["", *_words(body), ""]
    for position in range(1, len(words) - 1):
        before, word, after = words[position - 1 : position + 2]
        # `set` follows UPDATE in MERGE only, where `delete` stands alone.
        writes = (word == "update" and after != "set") or (word == "delete" and after == "from")
        if writes and before in _BEFORE_A_STATEMENT and not _has_where(words[position:]):
            return f"{word.upper()} requires a WHERE clause"
    return None
