"""Which of several processes tests which file: long files first, and folders kept together."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

LONG = (
    "tests/clients/test_comunica.py",
    "tests/store/test_store_killed.py",
    "tests/reasoning/test_closure_is_hermit.py",
    "tests/evidence/test_mapping_sets.py",
    "tests/evidence/test_questions_equal_sparql.py",
    "tests/reasoning/test_classify.py",
    "tests/loading/test_many.py",
    "tests/webui/api/test_made_up_requests.py",
    "tests/ontology/test_consistency.py",
    "tests/webui/serving/test_processes.py",
)
"""Files with few tests that take long. Handed out last, each would keep all but one waiting."""


class LongFirst(LoadFileScheduling):
    """Hand out long files first, then those of the folder a process is in, then the largest.

    What a folder's tests share for a whole session, such as a server, is made once in a process
    that stays there, and once in each process that comes by otherwise.
    """

    def _assign_work_unit(self, node):
        self.workqueue.move_to_end(self._next(node), last=False)
        super()._assign_work_unit(node)

    def _next(self, node):
        for file in LONG:
            if file in self.workqueue:
                return file
        here = _folder(self.assigned_work[node])
        elsewhere = {_folder(work) for other, work in self.assigned_work.items() if other != node}
        free = None
        for file in self.workqueue:
            folder = _folder([file])
            if folder == here:
                return file
            if free is None and folder not in elsewhere:
                free = file
        return free or next(iter(self.workqueue))


def _folder(files):
    """Return the folder of the last file that is not a long one, which may lie anywhere."""
    return next((file.rpartition("/")[0] for file in reversed(files) if file not in LONG), "")
