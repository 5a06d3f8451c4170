"""The page for data stewards lists every reason, and says what the code does."""

from __future__ import annotations

import os
from pathlib import Path

from kg.publishing import public, refreshing
from kg.publishing.echo import RUN
from kg.publishing.withholding import REMEDIES
from kg.validation.permission import DEFAULT_GROUP

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "public-projection.md"


def test_the_page_lists_every_reason():
    start, end = "<!-- reasons -->\n", "<!-- end of reasons -->\n"
    page = PAGE.read_text(encoding="utf-8")
    rows = [f"| `{reason}` | {remedy} |" for reason, remedy in sorted(REMEDIES.items())]
    expected = "\n" + "\n".join(["| reason | what to do |", "|---|---|", *rows]) + "\n\n"
    before, rest = page.split(start)
    found, after = rest.split(end)
    if os.environ.get("REWRITE_GOLDEN"):
        PAGE.write_text(before + start + expected + end + after, encoding="utf-8")
        found = expected

    assert found == expected


def test_the_numbers_on_the_page_are_those_of_the_code():
    page = PAGE.read_text(encoding="utf-8")

    assert f"**{RUN} in a row**" in page
    assert f"({DEFAULT_GROUP} if the study says nothing)" in page
    assert f"up to {refreshing.QUICK:,} statements" in page
    assert (public.EVERY, public.GRACE) == (1, 60)  # once a second, another minute
