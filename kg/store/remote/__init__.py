"""A store behind the address of a SPARQL 1.1 endpoint."""

from kg.store.remote.store import RemoteStore

__all__ = ["RemoteStore"]
