"""Keeps what strangers are served equal to what the owner lets out. It answers nobody."""

from __future__ import annotations

import logging
import os
import select
from pathlib import Path

from kg.errors import StoreError
from kg.settings import store_address
from kg.store import open_store
from webui.serving.children import Lifeline, Shared

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks at the owner's store."""
STALE = 60.0
"""Seconds after which what nobody could look after is no longer shown."""
_PAUSE = 5.0


def place() -> Path:
    """Return the folder that the public is served from."""
    from kg import publishing

    original = open_store(store_address())
    try:
        return publishing.public_folder(original)
    finally:
        original.close()


def make() -> None:
    """Make the projection, whole, before anybody is answered.

    Raises:
        StoreError: The owner's store cannot be read, or the folder cannot be written.
    """
    from kg import publishing

    original = open_store(store_address())
    try:
        done = publishing.refresh(original)
    finally:
        original.close()
    for study, error in sorted(done.failed.items()):
        log.error("study %s is not public: %s", study, type(error).__name__)


def keep(shared: Shared, lifeline: Lifeline) -> None:
    """Look after the projection until the supervisor is gone, or says so."""
    from kg import publishing

    lifeline.let_go()
    original = open_store(store_address())
    public = publishing.public_store(original, every=0)
    failing = False
    while True:
        try:
            public.keep_current()
        except StoreError as error:
            if not failing:
                log.warning("what is public cannot be looked after: %s", error.message)
            failing = True
        else:
            shared.note_fresh()
            failing = False
        ready, _, _ = select.select([lifeline.fd], [], [], _PAUSE if failing else EVERY)
        if ready and not os.read(lifeline.fd, 1):
            return
