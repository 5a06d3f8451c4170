"""The text of a document as Taguette counts in it: the text nodes of its HTML, one after another.

Offsets are bytes of their UTF-8. Taguette parses with html5lib; html5rdf is the branch of it that
is kept, with the same tree, and has come along with pySHACL all the time. White space before the
first element is none of the tree, and all that stands in the body is.
"""

from __future__ import annotations

import html
import re

import html5rdf  # type: ignore[import-untyped]

from kg.formats.qda.offsets import clean
from kg.formats.qda.project import Code

DEEPEST = 100
"""How deep elements may lie in one another: the parser's work grows with the square of it."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})[^>]*>")
_PLAIN_TAG = re.compile(r"</?[a-z][a-z0-9]{0,15}(?: [^<>]*)?>")
_BLOCKS = frozenset(
    {
        "p",
        "br",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "tr",
        "td",
        "th",
        "dt",
        "dd",
        "blockquote",
        "pre",
    }
)
_VOID = frozenset({"br", "img", "col", "hr", "wbr", "input", "meta", "link", "area", "base"})
_OPTIONAL = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "thead", "tbody", "colgroup"})


class TooDeep(Exception):
    """Elements lie in one another deeper than is read."""


def text_of(contents: str) -> str:
    """Return the text nodes of HTML.

    >>> text_of("<p>The <b>nurse</b> &amp; I</p><p>left.</p>")
    'The nurse & Ileft.'

    Raises:
        TooDeep: Elements lie in one another deeper than a document of words needs.
    """
    if "<" not in contents and "&" not in contents and "\r" not in contents:
        return contents.lstrip(" \t\n\f").replace("\0", "")
    if depth_of(contents) > DEEPEST:
        raise TooDeep
    tree = html5rdf.parse(contents, treebuilder="etree", namespaceHTMLElements=False)
    body = tree.find("body")
    return "" if body is None else "".join(body.itertext())


def depth_of(contents: str) -> int:
    """Return how deep elements lie, at most, but for those that may end by themselves."""
    depth = most = 0
    for found in _TAG.finditer(contents):
        name = found[2].lower()
        if name in _VOID or name in _OPTIONAL:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        most = max(most, depth)
    return most


def snippet_text(snippet: str) -> str:
    """Return the text of the piece of HTML that Taguette keeps of a highlight; quick for most."""
    if "<" in _PLAIN_TAG.sub("", snippet) or "\r" in snippet or "&#" in snippet:
        try:
            return text_of(snippet)
        except TooDeep:
            return ""
    return html.unescape(_PLAIN_TAG.sub("", snippet)).lstrip(" \t\n\f")


def joins(contents: str) -> int:
    """Count where one block follows another with no white space between: words touch in the text.

    >>> joins("<p>one</p><p>two</p> <p>three</p>")
    1
    """
    count, end, ended = 0, -1, False
    for found in _TAG.finditer(contents):
        block = found[2].lower() in _BLOCKS
        if end >= 0 and found.start() != end:
            ended = False
        if block and found[1]:
            ended = True
        elif block and ended:
            count, ended = count + 1, False
        end = found.end()
    return count


def below_tags(paths: dict[str, Code]) -> None:
    """Put codes below those they are named after, and call them by the rest: ``a.b`` is *b*.

    ``paths`` are the codes by their tags; the parent is the longest tag before a full stop.
    """
    for path, code in paths.items():
        parts = path.split(".")
        above = (".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))
        parent = next((each for each in above if each in paths), "")
        rest = path[len(parent) + 1 :].strip() if parent else ""
        if rest:
            code.parent, code.name = paths[parent].id, rest


def exported(page: str) -> tuple[str, str]:
    """Return the name and the text of a document as Taguette exports it: without its marks."""
    if depth_of(page) > DEEPEST:
        return "", ""
    tree = html5rdf.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    body, title = tree.find("body"), tree.find("head/title")
    if body is None or title is None:
        return "", ""
    heading = body.find("h1")
    if heading is not None:
        heading.clear()
    for each in body.iter("span"):
        if each.get("class") == "taglist":
            tail = each.tail
            each.clear()
            each.tail = tail
    return (title.text or "").strip(), clean("".join(body.itertext())).strip("\n ")
