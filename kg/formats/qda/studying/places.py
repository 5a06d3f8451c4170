"""Where something was marked that is no text: one region for each place of a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.findings import Place
from kg.formats.qda import project as q
from kg.formats.qda.studying.naming import clean, digest, numbered, one_line
from kg.formats.qda.studying.taking import own_id, take_over
from kg.model import Quote, Region

_FAR = 10**15
"""No place lies so far from nought."""
_Key = tuple[str, tuple[int | None, ...], str]


@dataclass(slots=True)
class Regions:
    """The regions of a study as they are met; ids are final after :meth:`finish`."""

    place: Place
    losses: q.Losses
    made: dict[_Key, Region] = field(default_factory=dict)
    _filled: list[tuple[Quote, Region]] = field(default_factory=list)

    def marked(self, selection: q.Selection, document: str, *, own: str = "") -> Region | None:
        """Return the region that a selection without words marks, or None once it is counted.

        ``own`` is the id that our own export wrote.
        """
        region = self._at(selection, document, own or own_id(selection.own))
        if region is None:
            self.losses.count("Selection", "its place is not known; its codings go with it")
            what = "where what it codes is, is not known"
            self.losses.count("Coding", what, len(selection.codings))
            return None
        region.label = region.label or one_line(selection.name)
        note = clean(selection.memo)
        if note and note not in region.note:
            region.note = f"{region.note}\n{note}".strip()
        take_over(region, selection.own, "label", "note")
        return region

    def fill(self, quote: Quote, selection: q.Selection) -> None:
        """Say of a quote in which region its words stand, where there is one."""
        region = self._at(selection, quote.document, (selection.own or {}).get("region", ""))
        if region is not None and not _is_whole(region):
            self._filled.append((quote, region))

    def finish(self) -> list[Region]:
        """Give all regions their ids, and return them."""
        regions = list(self.made.values())
        for region, id in zip(regions, numbered(r.id for r in regions), strict=True):
            region.id = id
        for quote, region in self._filled:
            quote.region = region.id
        return regions

    def _at(self, selection: q.Selection, document: str, own: str) -> Region | None:
        found = selection.region
        if found is None or not _is_sound(found, whole=selection.is_whole):
            return None
        begin, end = found.begin, found.end
        if begin is not None and end is not None and begin > end:
            begin, end = end, begin
        place = (found.page, *(found.box or ()), begin, end)
        key = (document, place, own)
        if key not in self.made:
            id = own or f"R-{digest(document, *map(str, place))}"
            self.made[key] = Region(id, self.place, document, found.page, found.box, begin, end)
        return self.made[key]


def _is_whole(region: Region) -> bool:
    return region.page is None and region.box is None and region.begin is None


def _is_sound(region: q.Region, *, whole: bool) -> bool:
    counted = [n for n in (region.page, region.begin, region.end) if n is not None]
    far = any(abs(n) >= _FAR for n in (*counted, *(region.box or ())))
    if far or any(n < 0 for n in counted) or (region.end is not None and region.begin is None):
        return False
    return whole or bool(counted) or region.box is not None
