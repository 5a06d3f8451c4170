"""Print findings, and write them to a file when one was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import note
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.findings import Finding

FORMATS = {".txt": "text", ".json": "json", ".ttl": "turtle", ".html": "html", ".xml": "junit"}


class Reporter:
    """Show the findings of each source on standard error; keep them for ``--report FILE``."""

    def __init__(self, report: str | None) -> None:
        self._report = Path(report) if report else None
        self._all: list[Finding] = []
        self._sources: list[str] = []
        if self._report and self._report.suffix not in FORMATS:
            raise UsageError(
                f"A report cannot be written as {self._report.suffix or 'a file without suffix'}.",
                f"Name a file that ends in {', '.join(FORMATS)}.",
            )

    def show(self, findings: list[Finding], source: Path) -> None:
        """Print the findings of one source; of what is not kept the sum."""
        from kg import reports

        if self._report:
            self._all += findings
            self._sources.append(source.name)
        found = [f for f in findings if f.rule != reports.NOT_KEPT]
        if found:
            note(reports.write(found, "text", source=source.name).rstrip("\n"))
        lost = reports.summed(findings)
        if lost:
            note(f"{lost} --report FILE writes it whole.")

    def finish(self) -> None:
        """Write the report file."""
        from kg import reports

        if self._report:
            written = reports.write(
                self._all, FORMATS[self._report.suffix], source=", ".join(self._sources)
            )
            self._report.write_text(written, encoding="utf-8")
