"""Drawings made on the server: shapes as by hand, the same on every build."""
