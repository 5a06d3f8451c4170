"""REFI-QDA, the form in which coding programs exchange projects: .qdpx, .qde and .qdc."""

from kg.formats.qda.refi.reading import read_codebook, read_refi
from kg.formats.qda.refi.writing import write_qdc, write_qdpx

__all__ = ["read_codebook", "read_refi", "write_qdc", "write_qdpx"]
