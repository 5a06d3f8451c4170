"""Turn the project of a coding program into a study.

``study_of`` is the one way in. What it does not keep it counts in the project's ``losses``; ids
are made from names, paths and words, so that the same content has the same addresses whatever
identifiers a program gave it this time.
"""

from __future__ import annotations

from kg.findings import Place
from kg.formats.new import NOT_STATED
from kg.formats.qda.project import Project
from kg.formats.qda.studying.choices import ENDING, Choices, beside, described
from kg.formats.qda.studying.coding import read_codes, read_codings
from kg.formats.qda.studying.evidence import read_documents, read_quotes
from kg.formats.qda.studying.naming import one_line
from kg.formats.qda.studying.people import People
from kg.formats.qda.studying.taking import take_over
from kg.formats.reporting import Report
from kg.formats.structured import Settings
from kg.model import Activity, Study

__all__ = ["ENDING", "Choices", "beside", "study_of"]

_OWN = (
    "language", "attribution", "ethics_reference", "right_to_withdraw",
    "embargo", "minimum_group",
)  # fmt: skip
IMPORT = "import"
"""The id of the activity that says what a study was read from."""


def study_of(
    project: Project,
    report: Report,
    *,
    id: str,
    about: Settings | None = None,
    keep_names: bool = False,
    file: str = "project",
    digest: str = "",
) -> Study:
    """Return the study that a project holds; ``losses`` of the project grow by what is left out.

    ``about`` is the file beside the project, whose id comes before ``id``. Coders become
    ``coder-1`` and so on unless ``keep_names``. ``file`` is what findings call the project,
    ``digest`` the SHA-256 of its bytes.
    """
    place = Place(file)
    own = project.own or {}
    study, choices = described(
        about,
        report,
        id=id,
        title=one_line(own.get("title", "") or project.name) or id,
        licence=own.get("licence", "") or NOT_STATED,
        place=place,
    )
    if about is None:
        take_over(study, project.own, *_OWN)
        study.synthetic = own.get("synthetic") == "yes"
    people = People(project, study, choices, report, place)
    people.read()
    documents = read_documents(project, study, people, choices, report, place)
    codes = read_codes(project, study, place)
    evidence = read_quotes(project, study, people, documents, place)
    read_codings(project, study, evidence, codes, place, keep_names=keep_names)
    if project.own is None:
        study.activities.append(_activity(project, place, digest))
        project.losses.count(
            "Project/description", "the study's own description is used",
            int(bool(project.description.strip())),
        )  # fmt: skip
    return study


def _activity(project: Project, place: Place, digest: str) -> Activity:
    """Say what the study was read from: by program and digest, never by name or path."""
    said = f"Read from a project of {one_line(project.program) or 'a coding program'}"
    said += f", SHA-256 {digest}." if digest else "."
    day = project.moment[:10]
    known = len(day) == 10 and day[4] == day[7] == "-" and day.replace("-", "").isdecimal()
    return Activity(IMPORT, place, said, start=day if known else "")
