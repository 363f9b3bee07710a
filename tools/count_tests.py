#!/usr/bin/env python3
"""Prints "PASSED FAILED" for a report that `ctest --output-junit` wrote.

A program of Catch2 counts for the test cases that its summary names, every other test for one. A test that ctest calls
failed counts at least one failure, also when its summary names none: it crashed, leaked or ran out of time.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

ALL_PASSED = re.compile(r"All tests passed \(.* in (\d+) test cases?\)")
SUMMARY = re.compile(r"^test cases: *(\d+)(?: \| *(\d+) passed)?(?: \| *(\d+) failed)?", re.M)


def count(case):
    good = case.get("status") == "run"
    output = case.findtext("system-out") or ""
    if match := ALL_PASSED.search(output):
        passed, failed = int(match[1]), 0
    elif match := SUMMARY.search(output):
        passed, failed = int(match[2] or 0), int(match[3] or 0)
    else:
        passed, failed = (1, 0) if good else (0, 0)
    return passed, failed if good else max(failed, 1)


def main():
    counts = [count(case) for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase")]
    print(sum(passed for passed, _ in counts), sum(failed for _, failed in counts))


if __name__ == "__main__":
    main()
