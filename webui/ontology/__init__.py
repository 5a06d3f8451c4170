"""The ontology's own pages: its documents, its versions side by side, and what uses a term."""

from __future__ import annotations

from flask import Blueprint

from webui.ontology.changing import blueprint as changing
from webui.ontology.using import blueprint as using

pages = Blueprint("ontology", __name__)
pages.register_blueprint(changing)
pages.register_blueprint(using)
