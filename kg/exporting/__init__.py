"""From the graph back to files: a study as records again, and the forms it can be written in."""

from kg.exporting.exporting import FORMS, SUFFIXES, Exported, export
from kg.exporting.reading import read_study, study_in

__all__ = ["FORMS", "SUFFIXES", "Exported", "export", "read_study", "study_in"]
