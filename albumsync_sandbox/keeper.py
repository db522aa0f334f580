"""Runs a command until the other end of its standard input is closed.

``python -I -S keeper.py COMMAND ...`` starts the command, sends it SIGINT at the end of its input, and exits as the
command does. The pipe is closed by the kernel however its holder ends, SIGKILL included, so the command never outlives
the process that wanted it. (``PR_SET_PDEATHSIG`` would do the same on Linux only, and fires already when the
*thread* that started the command ends.)

Here: standard library only, because it runs without site-packages, which keeps it at 11 MB and 20 ms.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def main() -> int:
    """Runs ``sys.argv[1:]``; returns its exit code. File descriptors that this process inherited are handed on."""
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, close_fds=False)  # noqa: S603 - our own argv

    def stop_with_the_input() -> None:
        # Not through sys.stdin: Python aborts at its end where a thread waits in a buffered stream, as it does here
        # when the command has ended first.
        while os.read(0, 65536):
            pass
        command.send_signal(signal.SIGINT)

    threading.Thread(target=stop_with_the_input, daemon=True).start()
    return command.wait()


if __name__ == "__main__":
    sys.exit(main())
