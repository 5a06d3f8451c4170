"""REFI-QDA, the form in which coding programs exchange projects: .qdpx, .qde and .qdc."""

from kg.formats.qda.refi.reading import read_codebook, read_refi

__all__ = ["read_codebook", "read_refi"]
