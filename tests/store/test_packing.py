"""A document that is packed piece by piece is the one that is packed whole."""

import gzip

import pytest

from kg.errors import UsageError
from kg.namespaces import derived_graph, study_graph
from kg.store import document


@pytest.mark.parametrize("size", [0, 1, 3_999, 4_000, 4_001, 9_000])
def test_pieces_give_the_same_file_as_the_whole(size):
    said = {(f"<https://x/{n % 97}>", f"<https://x/p{n}>", f'"é🙂 {n}"') for n in range(size)}
    graphs = {study_graph("s"): said, derived_graph("s"): {t for t in said if len(t[1]) % 2}}

    packed = document.pack_graphs("s", graphs)

    assert packed == document.from_graphs("s", graphs).pack()
    assert packed.document() == document.from_graphs("s", graphs)
    assert list(packed.lines()) == list(packed.document().lines())
    assert gzip.decompress(packed.content).partition(b"\n")[2] == packed.document().body


@pytest.mark.parametrize(
    "wrong",
    [
        {"https://elsewhere/graph": {("<https://x/s>", "<https://x/p>", '"o"')}},
        {study_graph("s"): {("<https://x/s>", "<https://x/p>", "_:blank")}},
        {study_graph("s"): {("<https://x/s>", "<https://x/p>", '"\ud800"')}},
        {study_graph("s"): {('"s"', "<https://x/p>", "<https://x/o>")}},
        {
            study_graph("s"): {
                ("<https://x/s>", p, "<https://x/o>") for p in ("<https://x/p>", '"p"')
            }
        },
    ],
    ids=["foreign graph", "blank node", "half a character", "a text first", "a text as property"],
)
def test_what_cannot_be_stored_is_refused_in_pieces_too(wrong):
    with pytest.raises(UsageError):
        document.pack_graphs("s", wrong)
