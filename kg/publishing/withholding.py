"""What stays behind, why, and what somebody who wants it public can do about it."""

from __future__ import annotations

from dataclasses import dataclass

REMEDIES = {
    "access": "Set its access to public.",
    "excluded": "It was excluded: `pif publish --undo` lets it out again.",
    "embargo": "Wait: it goes out by itself once the embargo has ended.",
    "consent": "Consent to publish was refused or withdrawn: leave it where it is.",
    "ground": "Fill licence (an open one) and doi, or ethics, consent_to_publish in study.yaml.",
    "study": "Nothing of the study may be public: see what is said of the study itself.",
    "synthetic": "It is generated, and not to be taken for evidence: leave it where it is.",
    "quoteless": "Only the study's own record is public, for no quote of it is.",
    "closed": "The participant is closed: set access to restricted to show the pseudonym.",
    "unneeded": "Name it in publish, attributes in study.yaml, or make a quote of it public.",
    "address": "Give it an address below that of its study.",
    "two-kinds": "It is two things at once: say one class of it.",
    "unknown-class": "Its class is none that goes out: use a class of the ontology.",
    "unknown-property": "The property is none that goes out: use one of the ontology.",
    "unknown-value": "The value is of no kind that goes out.",
    "other-study": "It links to another study, of which this one cannot know what is public.",
    "follows": "It rests on something that stays behind.",
    "told": "Only words that stay behind tell of it.",
    "full-text": "Texts of documents never go out.",
    "document": "Set the document's access to public to show more than its kind.",
    "attribute": "Name it in publish, attributes in study.yaml.",
    "small-group": "Too few people share it: publish fewer attributes, or join values.",
    "label": "Name label in publish, attributes, or print it as speaker_label of a public quote.",
    "speaker": "The speaker stays behind, and so does what says who it was.",
    "coder": "Individual coders go out under numbers, for ids of coders may be user names.",
    "name": "It names somebody or something that stays behind: word it without.",
    "echo": "It repeats words that stay behind: paraphrase them, or make the quote public.",
    "region": "Parts of pictures and recordings never go out: nobody can look them through here.",
    "governance": "What is agreed with one person, and how a record was treated, stays behind.",
}
"""Reason → what to do about it."""


@dataclass(frozen=True, slots=True, order=True)
class Withheld:
    """One record, or one property of it, that does not go out.

    ``iri`` is the record; ``about`` the property, empty where the whole record stays behind.
    ``reason`` is one word, for machines.
    """

    iri: str
    reason: str
    about: str = ""

    @property
    def remedy(self) -> str:
        """What the person who can mend it may do, in a sentence."""
        return REMEDIES[self.reason]
