"""The gate before publishing: what would go out, what may not, and why.

:func:`check` looks at what the projection lets out of a store, and at what it keeps back;
:func:`decide` excludes records, and accepts findings.
"""

from __future__ import annotations

from kg.publishing.review.checking import check, check_study
from kg.publishing.review.choices import decide
from kg.publishing.review.verdict import Checked, Refusal, Verdict

__all__ = ["Checked", "Refusal", "Verdict", "check", "check_study", "decide"]
