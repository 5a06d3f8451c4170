"""Literature: the works that claims rest on, who cites what, and what nobody's words stand behind.

Three pages narrowed alike: the list, the network, the gaps.
"""

from __future__ import annotations

from flask import Blueprint

from webui.literature import gaps, listing, network

pages = Blueprint("literature", __name__)
for part in (listing, network, gaps):
    pages.register_blueprint(part.blueprint)
