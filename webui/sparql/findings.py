"""What keeps a change out, in the body of the answer."""

from __future__ import annotations

from flask import Response, jsonify

from kg.errors import StudyRefused

MOST = 100
"""Findings that are told at once."""


def with_findings(error: StudyRefused) -> tuple[Response, int]:
    """Return the error in the shape of all errors, with its findings beside it."""
    said = {"code": error.code, "message": error.message, "hint": error.hint}
    findings = [
        {
            "severity": each.severity,
            "rule": each.rule,
            "message": each.message,
            "remedy": each.remedy,
            "place": str(each.place) if each.place else None,
            "focus": each.focus,
        }
        for each in error.findings[:MOST]
    ]
    body = {
        "error": said,
        "status": error.status,
        "findings": findings,
        "truncated": len(error.findings) > MOST,
    }
    return jsonify(body), error.status
