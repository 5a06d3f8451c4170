"""Files are handed out to processes whole, the long ones first, and by folder."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from tests.handing_out import LONG, LongFirst

ROOT = "tests/{}/test_{}.py::test_{}"
MANY = [ROOT.format(folder, file, n) for folder in "abcd" for file in range(4) for n in range(5)]
EVERY = [*MANY, *(f"{file}::test_{n}" for file in LONG for n in range(2))]


@dataclass(eq=False)
class Process:
    """What the scheduler knows of a process; it tests what it was sent in that order."""

    gateway: SimpleNamespace
    sent: list = field(default_factory=list)
    shutting_down: bool = False

    def send_runtest_some(self, indices):
        self.sent += indices

    def shutdown(self):
        self.shutting_down = True


@pytest.fixture
def tested():
    """The files that each of two processes tests, one test here and one there by turns."""
    options = SimpleNamespace(loadscopereorder=True, tx=["popen", "popen"])
    config = SimpleNamespace(option=options, getvalue=lambda name: getattr(options, name))
    handing_out = LongFirst(config, log=None)
    processes = [Process(SimpleNamespace(id=name)) for name in ("gw0", "gw1")]
    for process in processes:
        handing_out.add_node(process)
        handing_out.add_node_collection(process, EVERY)
    handing_out.schedule()
    for n in range(len(EVERY)):
        for process in processes:
            if n < len(process.sent):
                handing_out.mark_test_complete(process, process.sent[n])
    return [[EVERY[i].partition("::")[0] for i in process.sent] for process in processes]


def test_every_test_is_handed_out_once_and_each_file_to_one_process(tested):
    first, second = tested

    assert sorted(first + second) == sorted(test.partition("::")[0] for test in EVERY)
    assert set(first).isdisjoint(second)


def test_long_files_come_first(tested):
    for files in tested:
        is_long = [file in LONG for file in files]
        assert is_long == sorted(is_long, reverse=True)


def test_a_process_stays_in_a_folder_while_there_is_something_left_in_it(tested):
    for files in tested:
        folders = [file.rpartition("/")[0] for file in dict.fromkeys(files) if file not in LONG]
        moves = [b for a, b in zip(["", *folders], folders, strict=False) if a != b]
        assert len(moves) == len(set(moves)) <= 3
