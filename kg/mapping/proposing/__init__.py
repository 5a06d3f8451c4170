"""Which constructs a study's codes may mean: proposals by words, and what people decide of them.

A proposal is no statement. Only what a person accepts is kept as a mapping, with their name.
"""

from kg.mapping.proposing.deciding import Decision, accept, decisions, refuse, reopen, set_of_study
from kg.mapping.proposing.proposals import Proposal, Proposed, proposals, proposed_set

__all__ = [
    "Decision", "Proposal", "Proposed", "accept", "decisions", "proposals", "proposed_set",
    "refuse", "reopen", "set_of_study",
]  # fmt: skip
