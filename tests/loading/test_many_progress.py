"""The bar of a long load: on a terminal, and nowhere else."""

import io

from kg.cli.console import Bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def open_terminal(monkeypatch):
    # Not in a fixture: pytest puts another stderr in place before each test is called.
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    return screen


def test_the_bar_fills_and_leaves_nothing_behind(monkeypatch):
    terminal = open_terminal(monkeypatch)
    with Bar(4, "studies") as bar:
        for _ in range(4):
            bar.advance()

    assert "[####################] 4 of 4 studies" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_no_line_is_longer_than_the_terminal_is_wide(monkeypatch):
    terminal = open_terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", "30")

    with Bar(1, "studies") as bar:
        bar.step("reading " + "x" * 100)
        bar.advance()

    assert max(map(len, terminal.getvalue().replace("\x1b[K", "").split("\r"))) == 29


def test_where_there_is_no_terminal_there_is_no_bar(monkeypatch):
    page = io.StringIO()
    monkeypatch.setattr("sys.stderr", page)

    with Bar(2, "studies") as bar:
        bar.step("reading")
        bar.advance()
        bar.clear()

    assert page.getvalue() == ""
