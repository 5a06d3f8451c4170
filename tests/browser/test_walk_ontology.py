"""From a term of the ontology to what it means, what uses it, and how to cite all this."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_the_address_of_a_term_leads_to_its_meaning_and_to_what_uses_it(walk):
    walk.open("/ontology#Patching")
    walk.sees(re.compile("identity work in which someone calls on an image"))

    walk.follow("patching")
    assert walk.path == "/ontology/modules/identity.html"
    walk.sees("pif:RoleModelledPatching")
    walk.follow("role-modelled patching")
    assert walk.page.url.endswith("#RoleModelledPatching")

    walk.open("/ontology/modules/identity.html")
    walk.press("The same as a list")
    walk.open("/ontology/uses/Patching")
    walk.reads_heading("1 thing of the class patching")
    walk.follow("Patching")
    assert walk.page.url.endswith("/ontology/modules/identity.html#Patching")


def test_one_finds_out_how_to_cite_and_what_changed(walk):
    walk.open("/")
    walk.follow("About")
    walk.reads_heading("About")
    walk.follow("How to cite")
    walk.sees(re.compile("pif-kg contributors. pif-kg, version"))
    walk.press("BibTeX, RIS and CSL-JSON of The software")
    walk.sees(re.compile("@misc"))

    walk.follow("The ontology")
    walk.follow("Changes between versions")
    walk.reads_heading(re.compile(r"Changes from 1\.0\.0 to 1\.\d+\.\d+"))
    walk.sees(re.compile(r"\d+ terms? added, 0 removed"))
