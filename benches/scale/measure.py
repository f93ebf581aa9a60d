"""One command run within limits of time and memory, and what it took."""

import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

MAX_FILE_BYTES = 4 << 30


@dataclass(frozen=True)
class Limits:
    """What one command may take before it is ended."""

    wall_s: float
    memory_gb: float

    def set(self):
        """Sets the limits that the system keeps, in the process that becomes the command."""
        memory = int(self.memory_gb * (1 << 30))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds of all its processors, seconds of the clock, peak memory; or why it was ended."""

    cpu_s: float
    wall_s: float
    memory_mb: float
    limit: str = ""
    failure: str = ""

    @property
    def whole(self):
        """Returns whether the command came to its end by itself, with an answer."""
        return not self.limit and not self.failure


def take(command, folder, limits, good_codes=(0,)):
    """Runs a command in a folder, its answer going to a file there as a user's would, and returns what it took."""
    answer, said = folder / "answer", folder / "said"
    with open(answer, "wb") as out, open(said, "wb") as err:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=limits.set
        )
        over = threading.Event()

        def end():
            over.set()
            process.kill()

        clock = threading.Timer(limits.wall_s, end)
        clock.start()
        # Of this one process and no other, which is why Popen does not wait for it itself.
        _, status, usage = os.wait4(process.pid, 0)
        clock.cancel()
        wall = time.monotonic() - began
    code = process.returncode = os.waitstatus_to_exitcode(status)
    words = said.read_text(encoding="utf-8", errors="replace").strip()
    limit = failure = ""
    if over.is_set():
        limit = f"over {limits.wall_s:g} s"
    elif code not in good_codes:
        short = any(word in words for word in ("memory allocation", "MemoryError", "Cannot allocate", "out of memory"))
        if short or code in (-signal.SIGABRT, -signal.SIGSEGV):
            limit = f"over {limits.memory_gb:g} GB"
        else:
            failure = f"exit {code}: {(words.splitlines() or [''])[0][:100]}"
    return Taken(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, limit, failure)
