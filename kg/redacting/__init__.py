"""Replace names in a study, wherever it lies, and keep offsets right."""

from kg.redacting.names import Name, Names, read_names
from kg.redacting.redacting import How, redact_file, redact_in_store
from kg.redacting.reporting import Redacted

__all__ = ["How", "Name", "Names", "Redacted", "read_names", "redact_file", "redact_in_store"]
