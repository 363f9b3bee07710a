#!/usr/bin/env python3
"""Runs a Java program that was started with -Xcheck:jni, and fails when the checks complained.

    checked.py -- java -Xcheck:jni ...
"""
import os
import re
import signal
import subprocess
import sys

COMPLAINT = re.compile(r"WARNING in native method|WARNING: JNI|FATAL ERROR in native method|JNI local refs")


def main():
    command = sys.argv[sys.argv.index("--") + 1:]
    complaints = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          start_new_session=True) as run:
        for line in run.stdout:
            print(line, end="", flush=True)
            complaints += COMPLAINT.search(line) is not None
        run.wait()
        # A machine that crashed leaves the server behind that it had started.
        try:
            os.killpg(run.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if complaints:
        print(f"the JNI checks complained {complaints} time(s)")
    return run.returncode or (1 if complaints else 0)


if __name__ == "__main__":
    sys.exit(main())
