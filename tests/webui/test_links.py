"""Every link of every page leads somewhere, also to the very place on the page it names."""

from collections import Counter, deque
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

MOST_ASKED = 400
MOST_ALIKE = 30
"""How many addresses are followed that differ only in what they ask for."""
BEGINNINGS = (
    "/",
    "/quotes?supports=identity-work",
    "/quotes?supports=patching&role=mentee",
    "/quotes?text=mentor&sort=rank",
    "/constructs/patching",
    "/study/krishna2024/code/d2.4",
    "/studies/new",
    "/graph?from=patching&open=patching~in~pif:supports&open=krishna2024/quote/Q27",
    "/graph?from=krishna2024/quote/Q01&to=identity-work",
    "/nowhere",
)


def alike(address):
    """Return what addresses have in common that lead to pages of one kind."""
    parts = urlsplit(address)
    steps = parts.path.split("/")
    shape = "/".join(steps[:2] if steps[1] != "study" else [*steps[:2], *steps[3:4]])
    return shape, parts.path.rpartition(".")[2] if "." in steps[-1] else "", bool(parts.query)


def test_every_link_leads_somewhere(client, check_page):
    waiting = deque((address, "the beginning") for address in BEGINNINGS)
    known, asked, places = set(BEGINNINGS), Counter(), {}
    broken = []
    promised = []
    while waiting and len(places) < MOST_ASKED:
        address, came_from = waiting.popleft()
        answer = client.get(address, follow_redirects=True)
        wanted = 404 if address == "/nowhere" else 200
        if answer.status_code != wanted:
            broken.append(f"{address} ({answer.status_code}) on {came_from}")
        if not answer.content_type.startswith("text/html"):
            places[address] = None
            continue
        page = check_page(answer.text)
        places[address] = {e.get("id") for e in page.iter() if e.get("id")}
        for e in page.iter():
            target = e.get("href") if str(e.tag).endswith(("a", "link")) else None
            if target is None:
                continue
            whole, fragment = urldefrag(urljoin(f"http://localhost{address}", target))
            if urlsplit(whole).netloc != "localhost":
                continue
            there = whole.removeprefix("http://localhost") or "/"
            if fragment:
                promised.append((there, unquote(fragment), address))
            kind = alike(there)
            if there not in known and asked[kind] < MOST_ALIKE:
                known.add(there)
                asked[kind] += 1
                waiting.append((there, address))

    assert broken == []
    missing = {
        f"{there}#{fragment} on {address}"
        for there, fragment, address in promised
        if places.get(there) is not None and fragment not in places[there]
    }
    assert missing == set()
    assert len(places) > 150
