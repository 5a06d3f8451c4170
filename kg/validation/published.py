"""What the published part of a study may lack: whoever published it may have kept that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.findings import Finding

MAY_LACK = frozenset({
    "Participant-hasTenure", "Quote-interviewSpeaker", "Quote-coded", "Quote-startMissing",
    "Quote-endMissing", "ProjectCoding-codedAt", "ProjectCoding-rationale", "CodingAct-madeBy",
    "Citation-citingEntity", "Citation-intent", "Citation-reference", "Citation-sentence",
    "Reference-toWork", "Work-named", "Publication-reports", "LeadInClaim-quote",
    "Study-hasCodebook",
})  # fmt: skip
"""Rules broken by what is missing and may have stayed behind, never by what is there."""


def as_published(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings about a published part, where lacking something keeps nothing out."""
    return [
        replace(
            finding,
            severity="info",
            remedy="It may have been kept back where the study was published.",
        )
        if finding.rule in MAY_LACK and finding.severity == "violation"
        else finding
        for finding in findings
    ]
