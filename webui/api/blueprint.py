"""The blueprint that every address of the API belongs to."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("api", __name__, url_prefix="/api")
