"""What is said with one property, as an index is made of it."""

from __future__ import annotations

from collections.abc import Iterator


class Column:
    """Subjects and objects of one property, apart: as pairs a million take 50 MB more."""

    __slots__ = ("objects", "subjects")

    def __init__(self) -> None:
        self.subjects: list[str] = []
        self.objects: list[str] = []

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield them as pairs."""
        return zip(self.subjects, self.objects, strict=True)
