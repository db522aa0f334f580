"""How easy the documents are to read: Flesch's reading ease of each, by textstat.

    python -m benchmarks.readability [--revision COMMIT]

100 is very easy, 60 plain English, under 30 hard. Only prose counts: code, tables, pictures, addresses of links and
comments are left out, and every list item is a sentence. Needs the dependency group ``docs``. It reads the working
folder, or with ``--revision`` the documents as they were at that commit.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path

import textstat

ROOT = Path(__file__).parent.parent
FOLDERS = frozenset({".", "docs", "docs/guides"})

LEFT_OUT = re.compile(
    r"^ *```.*?^ *```$|<!-- generated.*?<!-- end -->|<!--.*?-->|^ *\|.*?$|!\[[^]]*\]\([^)]*\)|^#.*?$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
ITEM = re.compile(r"^\s*(?:[-*>]|\d+\.)\s+", re.MULTILINE)


def prose(text: str) -> str:
    """The sentences of a Markdown document, one paragraph a line."""
    text = ITEM.sub("", LINK.sub(r"\1", LEFT_OUT.sub("", text)))
    paragraphs = (line.strip().replace("`", "").replace("*", "") for line in text.splitlines())
    return "\n".join(line if line.endswith((".", "!", "?", ":")) else f"{line}." for line in paragraphs if line)


def documents(revision: str | None) -> dict[str, str]:
    """Path -> text, of the working folder or of a commit."""
    if revision is None:
        here = [path for folder in FOLDERS for path in (ROOT / folder).glob("*.md")]
        return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in here}
    listed = map(Path, _git("ls-tree", "-r", "--name-only", revision).splitlines())
    paths = [path.as_posix() for path in listed if path.suffix == ".md" and path.parent.as_posix() in FOLDERS]
    return {name: _git("show", f"{revision}:{name}") for name in paths}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Print a line for each document."""
    parser = argparse.ArgumentParser(description="Print the reading ease of each document.")
    parser.add_argument("--revision", metavar="COMMIT", help="the documents of this commit")
    found = documents(parser.parse_args().revision)
    print(f"{'document':40} {'words':>6} {'Flesch':>7}")
    for name, text in sorted(found.items()):
        plain = prose(text)
        if words := len(plain.split()):
            print(f"{name:40} {words:6,} {textstat.flesch_reading_ease(plain):7.1f}")


if __name__ == "__main__":
    main()
