"""A construct is followed across studies: from the table to its quotes, and to what records say."""

import pytest
from served import serving
from walking import WAYS, Walk

from kg.cli import main

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The site over the first study and the records."""
    folder = tmp_path_factory.mktemp("synthesis") / "store"
    for source in ("krishna2024", "records"):
        assert main(["load", source, "--store", str(folder)]) == 0
    with serving(folder, "--workers", "1") as running:
        yield running.address.rstrip("/")


@pytest.fixture(params=WAYS, ids=str)
def walk(request, browser, service):
    """A reader of that site."""
    walked = Walk(browser, service, request.param)
    yield walked
    walked.end()


def test_a_construct_is_chosen_and_its_evidence_opened(walk):
    walk.open("/synthesis")
    walk.sees("Across studies")
    walk.sees("exact wording of the domain")
    walk.choose("Constructs", "identity work")
    walk.press("Count")
    walk.sees("Laid out is identity work")
    walk.follow("People")
    walk.sees("People who said it")
    walk.follow("6 7 quotes, 7 utterances, 6 people, 2 roles, 1 kind of source, identity work, "
                "all studies")  # fmt: skip
    assert "/quotes?supports=identity-work" in walk.path
