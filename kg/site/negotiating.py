"""Rules by which Apache chooses among the forms of a thing what a client wants most.

They read ``Accept`` as HTTP has it: wildcards, and quality values of up to three digits, which are
compared as the digits behind the point (``5`` for 0.5, ``05`` for 0.05, ``a`` for 1).
"""

from __future__ import annotations

from collections.abc import Iterator

FORMS = {
    "html": ("text/html", "application/xhtml\\+xml"),
    "ttl": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld\\+json", "application/json"),
    "nt": ("application/n-triples",),
}
"""By ending, in the order of our own preference: media types as patterns."""
_WILD = (
    ("\\*/\\*", tuple(FORMS)),
    ("text/\\*", ("html", "ttl")),
    ("application/\\*", ("jsonld", "nt")),
)
_START = r"(?:^|,)\s*"
# Parameters other than q may stand before it; those behind it are of no matter.
_PARAMETERS = r"(?:\s*;\s*(?!q=)[^,;]*)*"
_ONE = r"(?:\s*;\s*q=1(?:\.0*)?)?\s*(?:[;,]|$)"
_LESS = r"\s*;\s*q=0(?:\.(0{0,2}[1-9][0-9]{0,2})|\.?0*)\s*(?:[;,]|$)"


def negotiation() -> Iterator[str]:
    """Yield rules that leave in PUB_FORM the ending that is wanted, or 406 if there is none."""
    yield "# What the client wants most: its Accept header, with quality values"
    for pattern, endings in _WILD:
        yield from _wanted(pattern, endings)
    for ending, patterns in FORMS.items():
        for pattern in reversed(patterns):
            yield from _wanted(pattern, (ending,))
    yield "RewriteRule ^ - [E=PUB_FORM:html,E=PUB_BEST:%{ENV:PUB_Q_html}]"
    for ending in list(FORMS)[1:]:
        yield f"RewriteCond expr \"reqenv('PUB_Q_{ending}') > reqenv('PUB_BEST')\""
        yield f"RewriteRule ^ - [E=PUB_FORM:{ending},E=PUB_BEST:%{{ENV:PUB_Q_{ending}}}]"


def unacceptable(pattern: str) -> Iterator[str]:
    """Yield rules that answer 406 where nothing is there in a form that the client takes."""
    yield "RewriteCond %{HTTP:Accept} !^\\s*$"
    yield "RewriteCond %{ENV:PUB_BEST} ^$"
    yield f"RewriteRule {pattern} - [R=406,L]"


def _wanted(pattern: str, endings: tuple[str, ...]) -> Iterator[str]:
    for tail, value in ((_ONE, "a"), (_LESS, "%1")):
        yield f"RewriteCond %{{HTTP:Accept}} {_START}{pattern}{_PARAMETERS}{tail} [NC]"
        flags = ",".join(f"E=PUB_Q_{ending}:{value}" for ending in endings)
        yield f"RewriteRule ^ - [{flags}]"
