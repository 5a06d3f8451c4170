"""Lists of quotes in pages: all, those of a study, of a construct, a code, a person, a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.identifiers import split_thing_iri, study_iri
from kg.index import ask
from kg.namespaces import CONSTRUCT
from kg.pages.asked import label_of
from kg.pages.document import PAGE as ON_DOCUMENT
from webui.cards import role_class
from webui.site.addressing import page_stem
from webui.site.layout import Layout, address, stem_of

if TYPE_CHECKING:
    from kg.index import Index, Kind, QuoteRow
    from kg.store.base import Store
    from webui.site.rendering import Renderer

AT_ONCE = 100
_LONGEST = 400
"""Code points of a quote that a list shows; its page has all of it."""
_READ_AT_ONCE = 5_000
_SHARED: tuple[Kind, ...] = ("role", "source")
"""What studies share, so that it has lists without being a thing."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Every quote, in the order of lists, as a line with its link; and which are in which list."""

    lines: list[str]
    rows: list[tuple[str, str, str, str, str]]
    """Address, id, study, who said it and the words: what the search shows."""
    lists: dict[str, list[int]]
    """The places in ``lines`` of the quotes of each thing (IRI), role or source that has a list."""
    labels: dict[str, str]
    """What each of these things is called."""


def gather(store: Store, layout: Layout, titles: dict[str, str]) -> Quotes:
    """Read every quote once. ``titles`` says what each study is called."""
    return ask(store, lambda index: _gathered(index, layout, titles))


def _gathered(index: Index, layout: Layout, titles: dict[str, str]) -> Quotes:
    lines: list[str] = []
    rows: list[tuple[str, str, str, str, str]] = []
    place: dict[int, int] = {}
    persons: dict[str, list[int]] = {}
    studies = sorted(titles)
    for study in studies:
        numbers = list(index.bitmap("study", study))
        for start in range(0, len(numbers), _READ_AT_ONCE):
            for row in index.rows(numbers[start : start + _READ_AT_ONCE]):
                if (stem := layout.pages.get(row.iri)) is None:
                    continue
                place[row.n] = len(lines)
                who = ", ".join(filter(None, (row.participant, row.role.replace("-", " "))))
                lines.append(_line(row, address(stem), titles[study]))
                rows.append((address(stem), row.quote, study, who, row.text))
                for kind, id in (("participant", row.participant), ("document", row.document)):
                    if id:
                        persons.setdefault(f"{study_iri(study)}/{kind}/{id}", []).append(row.n)

    def placed(held: Iterable[int]) -> list[int]:
        return [place[n] for n in held if n in place]

    lists: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for study in studies:
        lists[study_iri(study)] = placed(index.bitmap("study", study))
        labels[study_iri(study)] = titles[study]
    for key, label in index.constructs().items():
        lists[CONSTRUCT + key] = placed(index.bitmap("construct", key))
        labels[CONSTRUCT + key] = label
    for iri, held in persons.items():
        lists[iri] = placed(held)
    for iri in layout.pages:
        named = split_thing_iri(iri)
        if named is not None and named[1] == "code":
            key = f"{named[0]}/{named[2]}"
            lists[iri] = placed(index.bitmap("construct", key))
            labels[iri] = label_of(index, "code", key)
    kept = {
        iri: held
        for iri, held in sorted(lists.items())
        if iri in layout.pages and len(held) > _shown_at_home(iri)
    }
    for kind in _SHARED:
        for key, held_by in sorted(index.shared(kind).items()):
            if some := placed(held_by):
                kept[f"{kind}:{key}"] = some
                labels[f"{kind}:{key}"] = key.replace("-", " ")
    return Quotes(lines, rows, kept, {iri: labels.get(iri, "") for iri in kept})


def _shown_at_home(iri: str) -> int:
    """Return up to how many quotes the page of a thing shows all by itself."""
    return ON_DOCUMENT if _kind(iri) == "document" else 0


def stems(quotes: Quotes, layout: Layout) -> dict[str, str]:
    """Return the stem of the first page of each list, by thing (IRI)."""
    return {iri: _first(iri, layout) for iri in quotes.lists}


def _first(iri: str, layout: Layout) -> str:
    if not iri:
        return "quotes"
    if iri in layout.pages:
        return f"{layout.pages[iri]}/quotes"
    return f"quotes/{stem_of(iri).rpartition('/')[2]}"  # role:mentee


def pages(renderer: Renderer, quotes: Quotes, iri: str) -> Iterator[tuple[str, str]]:
    """Render the pages of the list of a thing, or of all quotes for an empty IRI."""
    layout = renderer.addresses.layout
    places: Sequence[int] = quotes.lists[iri] if iri else range(len(quotes.lines))
    first = _first(iri, layout)
    count = max(1, -(-len(places) // AT_ONCE))
    names = [address(page_stem(first, n)) for n in range(1, count + 1)]
    for number in range(1, count + 1):
        some = places[(number - 1) * AT_ONCE : number * AT_ONCE]
        lines = "\n".join(quotes.lines[n] for n in some)
        yield (
            page_stem(first, number),
            renderer.template(
                page_stem(first, number),
                "/quotes" if not iri else "/quotes/some",
                "site/quotes.html",
                lines=Markup(lines),  # noqa: S704  # made of escaped parts
                total=len(places),
                first=(number - 1) * AT_ONCE + 1,
                last=(number - 1) * AT_ONCE + len(some),
                pages=names,
                number=number,
                iri=iri,
                kind=_kind(iri),
                label=quotes.labels.get(iri, "") or (split_thing_iri(iri) or ("", "", ""))[2],
                home=address(layout.pages[iri]) if iri in layout.pages else "",
            ),
        )


def _kind(iri: str) -> str:
    named = split_thing_iri(iri)
    if named is not None:
        return named[1]
    kind = iri.partition(":")[0]
    return kind if kind in _SHARED else "construct" if iri else ""


def _line(row: QuoteRow, href: str, title: str) -> str:
    text = row.text if len(row.text) <= _LONGEST else f"{row.text[:_LONGEST]}…"
    who = Markup('<b class="role {}" dir="auto">{}</b>').format(
        role_class(row.role), row.participant or "Unknown speaker"
    )
    about = ", ".join(filter(None, (row.role.replace("-", " "), row.source.replace("-", " "))))
    return Markup(
        '<li><p class="said" dir="auto">{}</p><p class="small">{} <span class="muted">{}{}'
        '<bdi>{}</bdi></span> · <a href="{}"><bdi>{}</bdi></a></p></li>'
    ).format(text, who, about, "; " if about else "", title, href, row.quote)
