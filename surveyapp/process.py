"""What every process of ours does first: no file of it is for others, and it dumps no core."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

PR_SET_DUMPABLE = 4


def harden() -> None:
    """Keep memory, which holds what respondents type, from being written to disk by the system.

    A limit of zero is not enough where the system pipes cores to a program, so on Linux the
    process also says that it cannot be dumped. Call it again after a fork's ``exec``.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
