"""Rules for Apache: on the web space of the site, and at w3id, where its addresses are kept.

A thing's address is answered with 303 and the address of a document in the form that the client
wants. What is told of elsewhere leads there; a study that was withdrawn is 410. The rules take no
more than the modules that hosts usually have, and need ``AllowOverride All`` or ``FileInfo
Indexes Options``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from kg.identifiers import split_thing_iri
from kg.namespaces import BASE
from kg.site.model import Gone
from kg.site.negotiating import negotiation, unacceptable

FILE = ".htaccess"
_SAFE = "/~._-"
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
WORKS = "works"
"""The folder of works whose addresses are not below our base."""
_MOST_HYPHENS = 6
"""Hyphens of an id of a quote up to which the address of a coding tells of which quote it is."""
_FILES = r"\.(?:html|ttl|jsonld|nt|json|gz|xml|txt|cff|sha256|js|css|svg|png|woff2|ico)$"
_HOST = "https://your.web.space.example/"

Homes = Mapping[str, tuple[str, str]]
"""By IRI, the stem of the page that tells of a thing, and the fragment of it there."""


def write_rules(
    out: Path, pages: Mapping[str, str], homes: Homes, gone: Sequence[Gone], site: str
) -> list[str]:
    """Write the rules; returns the paths of the files."""
    odd = {
        _path(iri): stem
        for iri, stem in pages.items()
        if iri.startswith(BASE) and iri[len(BASE) :] != stem
    }
    made = {FILE: _own(odd, gone), f"w3id/{FILE}": _w3id(odd, homes, gone, site)}
    quotes: dict[str, set[str]] = {}
    for iri, stem in pages.items():
        split = split_thing_iri(iri)
        if split and split[1] == "quote" and stem == f"study/{split[0]}/quote/{split[2]}":
            quotes.setdefault(split[0], set()).add(split[2])
    for (study, kind), things in _by_kind(homes).items():
        rules = _kind(study, kind, things, quotes.get(study, set()))
        made[f"study/{study}/{kind}/{FILE}"] = rules
    for path, lines in sorted(made.items()):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes("".join(f"{line}\n" for line in lines).encode())
    return sorted(made)


def _own(odd: Mapping[str, str], gone: Sequence[Gone]) -> Iterator[str]:
    yield "# Made by `pif publish`: how a web space with Apache serves this folder."
    yield from (
        "Options -Indexes -MultiViews",
        "DirectoryIndex index.html",
        "<IfModule mod_dir.c>",
        "DirectorySlash Off",
        "</IfModule>",
        "AddType text/html .html",
        "AddType text/turtle .ttl",
        "AddType application/ld+json .jsonld",
        "AddType application/n-triples .nt",
        "AddType application/json .json",
        "AddType application/gzip .gz",
        "AddType text/plain .sha256 .cff",
        "RemoveEncoding .gz",
        "AddCharset utf-8 .html .ttl .txt .cff .sha256",
        '<Files "void">',
        "ForceType text/turtle",
        "</Files>",
        '<Files "linkset.json">',
        "ForceType application/linkset+json",
        "</Files>",
        "<IfModule mod_headers.c>",
        'Header always set Access-Control-Allow-Origin "*"',
        'Header always set X-Content-Type-Options "nosniff"',
        "Header always merge Vary Accept \"expr=-n reqenv('PUB_FORM')\"",
        'Header set Link "<%{PUB_STEM}e.ttl>; rel=\\"describedby\\"; type=\\"text/turtle\\", '
        '<%{PUB_STEM}e.jsonld>; rel=\\"describedby\\"; type=\\"application/ld+json\\", '
        '<%{PUB_STEM}e.nt>; rel=\\"describedby\\"; type=\\"application/n-triples\\"" env=PUB_STEM',
        'Header add Link "<%{PUB_THING}e>; rel=\\"cite-as\\"" env=PUB_THING',
        'Header set Link "<%{PUB_DATA}e.html>; rel=\\"describes\\"; type=\\"text/html\\""'
        " env=PUB_DATA",
        "</IfModule>",
        "<IfModule mod_rewrite.c>",
        "RewriteEngine On",
        "RewriteOptions AllowNoSlash",
        "# Where this folder is on the web",
        "RewriteCond $0#%{REQUEST_URI} ^([^#]*)#(.*)\\1$",
        "RewriteRule ^.*$ - [E=PUB_BASE:%2]",
    )
    for each in gone:
        stem = _pattern(f"study/{each.study}")
        yield f"# {quote(each.study, safe='')} was withdrawn"
        yield "RewriteCond %{ENV:REDIRECT_STATUS} ^$"
        page = f"E=PUB_GONE:%{{ENV:PUB_BASE}}study/{_target(each.study)}.html"
        yield f"RewriteRule ^{stem}(?:[/.].*)?$ - [{page},R=410,L]"
    if gone:
        yield "ErrorDocument 410 /%{reqenv:PUB_GONE}"
    yield from (
        "# Files as they are; documents and pages say where the other forms are",
        "RewriteCond %{REQUEST_FILENAME} ^(.*)\\.html$",
        "RewriteCond %1.ttl -f",
        f"RewriteRule ^(?!{WORKS}/)([!-}}]+)\\.html$ - [E=PUB_THING:{_substitution(BASE)}$1]",
        "RewriteCond %{REQUEST_FILENAME} ^(.*)\\.html$",
        "RewriteCond %1.ttl -f",
        "RewriteRule ^([!-~]+)\\.html$ - [E=PUB_STEM:%{ENV:PUB_BASE}$1,L]",
        "RewriteCond %{REQUEST_FILENAME} ^(.*)\\.(?:ttl|jsonld|nt)$",
        "RewriteCond %1.html -f",
        "RewriteRule ^([!-~]+)\\.(?:ttl|jsonld|nt)$ - [E=PUB_DATA:%{ENV:PUB_BASE}$1,L]",
        "RewriteCond %{REQUEST_FILENAME} -f",
        "RewriteRule ^ - [L]",
        "RewriteRule ^$ - [L]",
    )
    yield from negotiation()
    for path, stem in sorted(odd.items()):
        yield from unacceptable(f"^{_pattern(path)}/?$")
        yield f"RewriteRule ^{_pattern(path)}/?$ {_to(stem)} [R=303,NE,L]"
    yield from (
        "RewriteCond %{REQUEST_FILENAME} ^(.*?)/?$",
        "RewriteCond %1.nt !-f",
        "RewriteRule ^ - [L]",
        *unacceptable("^"),
        "RewriteRule ^(.+?)/?$ %{ENV:PUB_BASE}$1.%{ENV:PUB_FORM} [R=303,L]",
        "</IfModule>",
    )


def _kind(study: str, kind: str, things: Homes, quotes: set[str]) -> Iterator[str]:
    """Yield rules for things of one kind that are told of on other pages."""
    yield "# Made by `pif publish`: where these things are told of."
    yield "<IfModule mod_rewrite.c>"
    yield "RewriteEngine On"
    yield f"RewriteCond $0#%{{REQUEST_URI}} ^([^#]*)#(.*/)study/[^/]+/{_pattern(kind)}/\\1$"
    yield "RewriteRule ^.*$ - [E=PUB_BASE:%2]"
    yield from negotiation()
    yield from unacceptable("^")
    regular = f"study/{study}/quote/"
    for iri, (stem, fragment) in sorted(things.items()):
        id = iri.rpartition("/")[2]
        if kind == "coding" and fragment == f"coding-{id}" and _PLAIN.fullmatch(id):
            found = _quote_of(id, quotes)
            if found and stem == regular + found:
                continue  # which the rules below find
        yield "RewriteCond %{ENV:PUB_FORM} =html"
        yield f"RewriteRule ^{_pattern(id)}$ {_to(stem)}\\#{_target(fragment)} [R=303,NE,L]"
        yield f"RewriteRule ^{_pattern(id)}$ {_to(stem)} [R=303,NE,L]"
    if kind == "coding":
        # The longest beginning of a coding's id that is the id of a quote is that of its quote.
        for hyphens in range(_MOST_HYPHENS, -1, -1):
            start = f"([A-Za-z0-9._]+(?:-[A-Za-z0-9._]+){{{hyphens}}})"
            for html in (True, False):
                yield f"RewriteCond %{{REQUEST_FILENAME}} ^(.*)/coding/{start}-[A-Za-z0-9._-]+$"
                yield "RewriteCond %1/quote/%2.nt -f"
                if html:
                    yield "RewriteCond %{ENV:PUB_FORM} =html"
                target = _to(regular, "%2") + ("\\#coding-$0" if html else "")
                yield f"RewriteRule ^[A-Za-z0-9._-]+$ {target} [R=303,NE,L]"
    yield "</IfModule>"


def _w3id(odd: Mapping[str, str], homes: Homes, gone: Sequence[Gone], site: str) -> Iterator[str]:
    host = quote(site, safe=":/~._-") if site else _HOST
    yield "# Made by `pif publish`: for the folder of w3id.org (https://github.com/perma-id/w3id.org)"
    yield "# that holds the permanent addresses of this site."
    if not site:
        yield "# Put the address of your web space in place of the one in the second rule."
    yield "RewriteEngine On"
    yield f"RewriteRule ^ - [E=PUB_BASE:{host.replace('%', chr(92) + '%')}]"
    yield "# A thing that is told of elsewhere, a study that was withdrawn: the web space knows"
    for kind in sorted({kind for _, kind in _by_kind(homes)}):
        yield f"RewriteRule ^study/[^/]+/{_pattern(kind)}/[^/]+$ %{{ENV:PUB_BASE}}$0 [R=303,L]"
    for each in gone:
        stem = _pattern(f"study/{each.study}")
        page = f"%{{ENV:PUB_BASE}}study/{_target(each.study)}.html"
        yield f"RewriteRule ^{stem}(?:[/.].*)?$ {page} [R=303,NE,L]"
    yield "# Pages and files"
    yield "RewriteRule ^$ %{ENV:PUB_BASE} [R=302,L]"
    yield f"RewriteRule ^(.+{_FILES[:-1]})$ %{{ENV:PUB_BASE}}$1 [R=302,L]"
    yield "RewriteRule ^(?:void|\\.well-known/void)$ %{ENV:PUB_BASE}void.ttl [R=303,L]"
    yield from negotiation()
    yield from unacceptable("^")
    for path, stem in sorted(odd.items()):
        yield f"RewriteRule ^{_pattern(path)}/?$ {_to(stem)} [R=303,NE,L]"
    yield "RewriteRule ^(.+?)/?$ %{ENV:PUB_BASE}$1.%{ENV:PUB_FORM} [R=303,L]"


def _by_kind(homes: Homes) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for iri in sorted(homes):
        split = split_thing_iri(iri)
        if split and split[2]:
            found.setdefault(split[:2], {})[iri] = homes[iri]
    return found


def _quote_of(id: str, quotes: set[str]) -> str:
    """Return the quote that the rules take a coding to be of; empty if they find none."""
    parts = id.split("-")
    for end in range(min(_MOST_HYPHENS + 1, len(parts) - 1), 0, -1):
        if all(parts[:end]) and "-".join(parts[:end]) in quotes:
            return "-".join(parts[:end])
    return ""


def _to(stem: str, more: str = "") -> str:
    """Return where a rule leads: to the document in the form that is wanted."""
    return f"%{{ENV:PUB_BASE}}{_target(stem)}{more}.%{{ENV:PUB_FORM}}"


def _path(iri: str) -> str:
    return iri[len(BASE) :]


def _pattern(path: str) -> str:
    """Return a path as a pattern that matches it alone; rules see it without escapes."""
    return re.sub(r"[^\w/~-]", lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 128 else m[0], path)


def _substitution(address: str) -> str:
    """Return an address as a substitution holds it."""
    return re.sub(r"[%$\\]", lambda m: f"\\{m[0]}", address)


def _target(path: str) -> str:
    """Return a path as an address in a substitution, where a per cent sign begins a reference."""
    return quote(path, safe=_SAFE).replace("%", "\\%")
