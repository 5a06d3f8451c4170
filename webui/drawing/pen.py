"""What draws a figure for a page, where a style sheet colours it, or for a file by itself."""

from __future__ import annotations

from markupsafe import Markup

_SANS = "-apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"
_LINE = {"fill": "none", "stroke": "#505852", "stroke-width": "1.5"}
_BOX = {"stroke": "#717a73", "stroke-width": "1.5", "stroke-linejoin": "round"}
_TEXT = {"fill": "#171b18", "font-size": "14"}
_SMALL = {"fill": "#505852", "font-size": "13"}
# What graph.css says of these classes, in the light.
_STYLES: dict[str, dict[str, str]] = {
    "stated": _LINE,
    "derived": {**_LINE, "stroke-dasharray": "5 4"},
    "head": _LINE,
    "thing": {**_BOX, "fill": "#fdfdfb"},
    "here": {**_BOX, "fill": "#ffe98a", "stroke": "#171b18"},
    "group": {**_BOX, "fill": "#f1f4ef"},
    "group opened": {**_BOX, "fill": "#c3d9e6"},
    "what": {**_TEXT, "font-weight": "650"},
    "relation": _TEXT,
    "word": _SMALL,
    "over": {**_SMALL, "stroke": "#fdfdfb", "stroke-width": "4", "paint-order": "stroke"},
}


class Pen:
    """Writes the elements of one figure; words are escaped."""

    def __init__(self, *, file: bool = False) -> None:
        self.file = file
        self._begun: dict[tuple[str, str], Markup] = {}

    def path(self, style: str, d: str) -> Markup:
        """Return a line or an outline."""
        return self._styled("path", style) + Markup(' d="') + d + Markup('"/>')

    def text(
        self, style: str, x: float, y: float, words: str, anchor: str, *, apart: bool = True
    ) -> Markup:
        """Return words on one line; ``anchor`` says which end of them stands at ``x``.

        ``apart`` says that what follows is another word.
        """
        # Put together rather than formatted: a page has hundreds of them.
        place = f"{x:.1f}", f"{y:.1f}"
        begun = self._styled("text", style) + Markup(' x="') + place[0] + Markup('" y="')
        begun += place[1] + Markup('" text-anchor="') + anchor + Markup('">')
        return begun + words + (Markup("</text> ") if apart else Markup("</text>"))

    def link(self, id: str, href: str | None, name: str, inside: Markup, *, here: bool) -> Markup:
        """Return what leads somewhere, or a part that only has a name."""
        if href is None:
            return Markup('<g id="{}" role="img" aria-label="{}">{}</g>\n').format(id, name, inside)
        now = Markup(' aria-current="true"') if here else Markup("")
        return Markup('<a id="{}" href="{}" aria-label="{}"{}>{}</a>\n').format(
            id, href, name, now, inside
        )

    def sheet(self, body: Markup, *, width: int, height: int, title: str, about: str) -> Markup:
        """Return the whole figure."""
        if self.file:
            return Markup(
                '<svg xmlns="http://www.w3.org/2000/svg" direction="ltr" font-family="{f}" '
                'width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="group">\n'
                "<title>{t}</title>\n<desc>{d}</desc>\n"
                '<rect width="{w}" height="{h}" fill="#fdfdfb"/>\n{b}</svg>\n'
            ).format(f=_SANS, w=width, h=height, t=title, d=about, b=body)
        return Markup(
            '<svg class="columned" direction="ltr" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
            'role="group" aria-labelledby="drawn-t{l}"><title id="drawn-t">{t}</title>{d}\n'
            "{b}</svg>"
        ).format(
            w=width,
            h=height,
            t=title,
            l=" drawn-d" if about else "",
            d=Markup('<desc id="drawn-d">{}</desc>').format(about) if about else "",
            b=body,
        )

    def _styled(self, tag: str, style: str) -> Markup:
        begun = self._begun.get((tag, style))
        if begun is None:
            pairs = {"class": style}.items()
            if self.file:
                pairs = _STYLES[style.removesuffix(" hit")].items()
            said = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in pairs)
            begun = self._begun[tag, style] = Markup("<{}{}").format(tag, said)
        return begun
