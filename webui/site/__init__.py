"""The static site: what may be public as files, for any web space."""

from __future__ import annotations

from webui.site.publishing import Published, publish

__all__ = ["Published", "publish"]
