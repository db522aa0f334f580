"""What people see of a value in the web UI is the value, whatever characters it holds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from albumsync_dagster.defs.shown import bullets

SENTENCES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).map(str.strip), max_size=4
)


@given(SENTENCES.map(lambda each: [text for text in each if text.split()]))
@example(["The name is “![](https://example.com/seen.png)”."])
@example(["[Cup](javascript:alert) <b>bold</b> <https://example.com> &amp; `code`"])
@example(["2019. Cup", "12345) Cup", "- Cup", "+ Cup", "# Cup", "> Cup", "=== ", "---", "___", "Test *Final*"])
@example(["two\nlines"])
def test_a_sentence_shows_every_character_of_a_name_and_obeys_none(sentences: list[str]) -> None:
    """An album called `![](address)` was shown as a picture, and one called `Test *Final*` without its stars."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(bullets(sentences).value or "")
    assert {token.type for token in tokens} <= {
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("paragraph_open", "paragraph_close", "inline"),
    }
    lines = [token.children or [] for token in tokens if token.type == "inline"]
    assert {child.type for line in lines for child in line} <= {"text"}
    shown = ["".join(child.content for child in line) for line in lines]
    assert shown == [" ".join(sentence.split()) for sentence in sentences]
