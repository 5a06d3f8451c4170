"""``python -m kg.cli`` is ``pif``."""

import sys

from kg.cli import main

sys.exit(main())
