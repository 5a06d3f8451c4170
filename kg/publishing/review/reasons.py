"""What blocks a publication, and what the person who answers for the data may do about it."""

from __future__ import annotations

_WORDS = "Word the text without it, or keep the record back with --exclude"
_RIGHT = "if it may be public, say so with --accept, --by and --why"

REMEDIES = {
    "name": f"{_WORDS}; {_RIGHT}.",
    "place": f"{_WORDS}; {_RIGHT}.",
    "institution": f"{_WORDS}; {_RIGHT}.",
    "email": f"{_WORDS}; addresses to write to belong into contacts of study.yaml.",
    "phone": f"{_WORDS}.",
    "account": f"{_WORDS}: it leads to one person.",
    "path": f"{_WORDS}: paths mostly hold the name of a user.",
    "birth-date": f"{_WORDS}; an age in years does as well.",
    "id-number": f"{_WORDS}.",
    "pseudonym": "Take the link between pseudonyms out: together they tell more than each study"
    " may. Or keep the record back with --exclude.",
    "whole-text": "Publish less of the document, or make sure that its author agreed to all of it"
    " being public and say so with --accept, --by and --why.",
    "small-group": "Publish fewer attributes, or join values into wider ones.",
    "alike": "Publish fewer attributes of the group (publish, attributes: [role] in study.yaml"
    " shows the role alone), or exclude one of the quotes; "
    f"{_RIGHT}.",
    "licence": "Fill licence in study.yaml: without one nobody may use what is published.",
    "unread": "Names cannot be told by their capitals here: read the texts that go out, then say"
    " so with --accept, --by and --why.",
    "failed": "Nothing of the study is public until this is mended; please report it.",
}  # fmt: skip
"""Reason → what to do about it."""
