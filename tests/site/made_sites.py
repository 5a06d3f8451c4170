"""Sites made by the data side alone: pages are stand-ins that name their thing."""

from kg.identifiers import split_thing_iri, study_iri
from kg.index.scheme import constructs
from kg.namespaces import CONSTRUCT, ONTOLOGY, PIF, SCHEME, SSSOM
from kg.site import seal, write_data
from webui.site.layout import WITH_PAGES, Layout

_HOME = {f"<{PIF}codingTarget>", f"<{PIF}tenureOf>", f"<{SSSOM}subject_id>", f"<{PIF}toWork>"}


def layout_of(store):
    """Lay out what a store holds: pages for the usual kinds, all else with what it belongs to."""
    pages, homes = {ONTOLOGY, SCHEME, *(CONSTRUCT + slug for slug, _, _ in constructs())}, {}
    for study in store.studies():
        for line in store.read_study(study.id):
            s, p, rest = line.split(" ", 2)
            thing, o = s[1:-1], rest[: rest.rindex(" <")][1:-1]
            split = split_thing_iri(thing)
            if split is None:
                if "#" not in thing:
                    pages.add(thing)
            elif split[1] in WITH_PAGES or split[1] == "codebook":
                pages.add(thing)
            elif p in _HOME:
                homes[thing] = o
            else:
                homes.setdefault(thing, study_iri(study.id))
    return Layout.of(pages, homes)


def make(store, out, **given):
    """Write the data of a site, and stand-ins for its pages."""
    layout = layout_of(store)
    out.mkdir(parents=True, exist_ok=True)
    data = write_data(store, out, layout.pages, layout.homes, **given)
    for iri, stem in layout.pages.items():
        path = out / f"{stem}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!doctype html>\n<title>{iri}</title>\n", encoding="utf-8")
    (out / "index.html").write_text("<!doctype html>\n<title>Home</title>\n", encoding="utf-8")
    for each in given.get("gone", ()):
        page = f"<!doctype html>\n<title>{each.study} was withdrawn</title>\n"
        (out / "study").mkdir(exist_ok=True)
        (out / f"study/{each.study}.html").write_text(page, encoding="utf-8")
    seal(out, site=given.get("site", ""))
    return data
