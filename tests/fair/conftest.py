"""A made-up publication, written into a folder."""

import pytest

from kg.fair.sites import Folder
from tests.fair.made_up import CATALOGUE, PAGE, PERFECT, STATEMENTS, linkset, page


@pytest.fixture
def made_site(tmp_path):
    """Write a publication, with some of its files replaced, or left out where they are None."""

    def made(**files):
        every = {
            "ontology.ttl": PERFECT,
            "ontology.html": PAGE,
            "ontology/1.0.0.ttl": PERFECT,
            "dcat.ttl": CATALOGUE,
            "study/made-up.html": page(),
            "study/made-up.ttl": STATEMENTS,
            "study/made-up.linkset.json": linkset(),
            "dumps/made-up.nt": "<a:a> <a:b> <a:c> .",
        } | files
        for name, text in every.items():
            if text is not None:
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text(text, encoding="utf-8")
        return Folder(tmp_path)

    return made
