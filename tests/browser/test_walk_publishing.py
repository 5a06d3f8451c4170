"""From the footer to what would be published, to why records stay behind, and back."""

import pytest

pytestmark = pytest.mark.browser


def test_an_owner_finds_what_stays_behind_and_why(walk):
    walk.open("/about")
    walk.follow("Publish")
    walk.arrives("/publish")
    walk.sees("Nothing found here blocks a publication.")
    walk.follow("11 access")
    walk.sees("Set its access to public.")
    walk.follow("What would be published")
    walk.reads_heading("What would be published")
    walk.sees("Kept back")
