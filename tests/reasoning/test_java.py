"""Without Owlready2 or Java, the message says what to install."""

import pytest

from kg.errors import MissingExtra
from kg.reasoning import java


def test_no_java_anywhere_is_a_missing_extra_with_the_command_to_run(monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda name: object() if name == "owlready2" else None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(MissingExtra, match=r"pip install 'pif-kg\[reason\]'"):
        java.find_java()


def test_no_owlready2_is_a_missing_extra(monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda name: None)

    with pytest.raises(MissingExtra, match="Owlready2"):
        java.find_java()


def test_java_home_is_used_when_the_package_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda name: object() if name == "owlready2" else None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()

    assert java.find_java() == str(tmp_path / "bin" / "java")
