"""From a quote to who said it, to the code and its claim, to the work it cites, and back."""

import pytest

pytestmark = pytest.mark.browser

STUDY = "/study/krishna2024"


def test_a_quote_is_followed_to_its_speaker_and_document(walk):
    walk.open(f"{STUDY}/quote/Q27")
    walk.reads_heading("Q27")
    walk.press("Why this counts for identity work")
    walk.sees("is part of what is meant by the construct")

    walk.follow("NP1")
    walk.reads_heading("NP1")
    walk.sees("As a peer mentor")
    walk.follow("NP1-interview")
    walk.reads_heading("NP1-interview")
    walk.sees("In the order in which they stand in the document.")


def test_a_code_leads_to_its_construct_and_a_claim_to_the_literature(walk):
    walk.open(f"{STUDY}/quote/Q27")
    walk.follow("Sub-domain 4. Splinting and patching")
    walk.reads_heading("Sub-domain 4. Splinting and patching")
    walk.sees("is part of what is meant by")
    walk.follow("identity work")
    walk.reads_heading("Identity work")

    walk.open(f"{STUDY}/claim/C-ECO-s14")
    walk.sees("How well it fits: doubtful.")
    walk.follow("Pratt MG")
    walk.sees("Cited 2 times by 1 study")
    assert b"@article" in walk.takes("BibTeX")
    walk.press("All that is said of it, and what points to it")
    walk.sees("What points here")
