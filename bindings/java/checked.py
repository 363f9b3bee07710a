#!/usr/bin/env python3
"""Runs a Java program that was started with -Xcheck:jni, and fails when the checks complained.

    checked.py -- java -Xcheck:jni ...
"""
import re
import subprocess
import sys

COMPLAINT = re.compile(r"WARNING in native method|WARNING: JNI|FATAL ERROR in native method|JNI local refs")


def main():
    command = sys.argv[sys.argv.index("--") + 1:]
    complaints = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace") as run:
        for line in run.stdout:
            print(line, end="", flush=True)
            complaints += COMPLAINT.search(line) is not None
    if complaints:
        print(f"the JNI checks complained {complaints} time(s)")
    return run.returncode or (1 if complaints else 0)


if __name__ == "__main__":
    sys.exit(main())
