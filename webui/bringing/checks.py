"""A study that is brought, checked: what is kept of the check, and in which order it is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.formats.reporting import LEFT_OUT
from kg.vetting import Bounds, vet
from webui.api.checking import turn
from webui.bringing.holding import Check, holding
from webui.sparql.site_backend import SiteBackend
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.store.base import StoredStudy
    from kg.vetting import Vetted
    from webui.bringing.gathering import Brought

_FINDINGS = 20_000
_PATIENCE = 180.0
"""Seconds that an owner may wait, who takes the place of nobody else."""
_SEVERITIES = ("violation", "warning", "info")
_MOST_LEFT = 50


def bounds() -> Bounds:
    """Return what a check may take here."""
    if site().audience == "owner":
        return Bounds(findings=_FINDINGS, seconds=_PATIENCE)
    return Bounds(findings=_FINDINGS)


def may_load() -> bool:
    """Say whether a study can be loaded here, with a token."""
    return SiteBackend(site()).may("load")


def held(study: str | None) -> StoredStudy | None:
    """Return the study of an id that the store holds; None where strangers are served."""
    if study is None or site().audience != "owner":
        return None
    return next((each for each in graph().store.studies() if each.id == study), None)


def check(brought: Brought, study: str | None) -> Check:
    """Check what was brought and keep what was found; the study itself only where it can be loaded.

    Raises:
        UsageError: It is empty or holds no study.
        LimitReached: It is too large, takes too long, or too many are being checked.
    """
    seen: list[StoredStudy] = []

    def before(id: str) -> Iterable[str] | None:
        there = held(id)
        if there is None:
            return None
        seen.append(there)
        return graph().store.read_study(id)

    with turn():
        vetted = vet(
            brought.stream,
            brought.suffix,
            name=brought.name,
            study=study,
            bounds=bounds(),
            before=before,
        )
    findings = _ordered(vetted.report.pop("findings"))
    loadable = not vetted.report["refused"] and may_load()
    sent = brought.stream if loadable else None
    if sent is not None:
        sent.seek(0)
    said = _said(brought, study, vetted, findings, seen[0].digest if seen else "")
    return holding().keep(said, findings, sent)


def _said(
    brought: Brought,
    study: str | None,
    vetted: Vetted,
    findings: list[dict[str, Any]],
    before: str,
) -> dict[str, Any]:
    left = [finding for finding in findings if finding["rule"] in LEFT_OUT]
    return {
        **vetted.report,
        "total": vetted.total,
        "listed": len(findings),
        "suffix": brought.suffix,
        "name": brought.name,
        "given": study,
        "left": left[:_MOST_LEFT],
        "more_left": max(0, len(left) - _MOST_LEFT),
        "preview": vetted.preview,
        "changes": vetted.changes,
        "outside": vetted.outside,
        "before": before,
        "missing": vetted.missing,
    }


def _ordered(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return findings file by file, those with errors first; in each the errors first."""
    worst: dict[str, int] = {}
    for finding in findings:
        file, gravity = finding["file"] or "", _SEVERITIES.index(finding["severity"])
        worst[file] = min(worst.get(file, gravity), gravity)

    def place(finding: dict[str, Any]) -> tuple[int, str, int, int, str]:
        file = finding["file"] or ""
        gravity = _SEVERITIES.index(finding["severity"])
        return worst[file], file, gravity, finding["row"] or 0, finding["column"] or ""

    return sorted(findings, key=place)
