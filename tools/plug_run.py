#!/usr/bin/env python3
"""Pulls the plug on client, server and connection, again and again, and counts what is lost. See tools/pull-the-plug.

Each round a device writes something and syncs, and at a moment that nobody chose the client or the server is killed, or
the connection is cut. A write counts from when its command returned. Every so many rounds all devices sync undisturbed,
and it is counted what is not everywhere (lost), what is there twice (duplicated), and what is not equal (diverged).
"""
import argparse
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from plug_programs import Stopped, Wrong  # noqa: E402  (beside this file)
from plug_report import Progress, Report  # noqa: E402
from plug_rounds import Plug  # noqa: E402

STOPPED = "stopped from outside; what was done until then was counted"


def number(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def read_options():
    parser = argparse.ArgumentParser(
        prog="tools/pull-the-plug", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Status 0: nothing was lost, is there twice, or differs. Ctrl-C: what was done is counted and told; a "
               "second one\nstops at once. For example: tools/pull-the-plug --times 200 --html report.html")
    parser.add_argument("--times", type=number, default=1000, metavar="N", help="rounds (default: 1000)")
    parser.add_argument("--devices", type=number, default=2, metavar="N", help="client stores (default: 2)")
    parser.add_argument("--every", type=number, default=50, metavar="N", help="rounds between two counts (default: 50)")
    parser.add_argument("--html", metavar="FILE", help="the report as a page (default: in a temporary folder)")
    parser.add_argument("--json", action="store_true", help="print the figures for programs instead of the report")
    parser.add_argument("--seed", type=int, metavar="N", help="of what is done when (default: another every run); "
                        "which process is faster stays chance")
    parser.add_argument("--keep", metavar="DIR", help="work in this new folder, and leave everything there")
    parser.add_argument("--build", default="build/dev", help=argparse.SUPPRESS)  # where the two programs are
    parser.add_argument("--forget", type=number, help=argparse.SUPPRESS)  # the round that loses a write, for the test
    options = parser.parse_args()
    if options.seed is None:
        options.seed = secrets.randbelow(10**6)
    options.build = os.path.abspath(options.build)
    return options


def make_folder(options):
    if not options.keep:
        return tempfile.mkdtemp(prefix="wegwijs-plug-")
    folder = os.path.abspath(options.keep)
    os.makedirs(folder, mode=0o700)  # a new one: a store in it would be taken for one of ours
    return folder


def on_signals(plug, progress):
    """The first one lets what is under way end, and counts; another one, or SIGTERM, ends everything at once."""
    def asked(number, _):
        if plug.asked_to_stop.is_set() or number != signal.SIGINT:
            plug.children.stop_now = True
        plug.asked_to_stop.set()
        progress.stopping = True
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, asked)


def run(plug, progress):
    """Why the run did not come to its end, or None."""
    try:
        plug.begin()
        progress.begin()
        if not plug.play():
            return STOPPED
        plug.server.stop()
        return None
    except Stopped:
        return "stopped from outside, at once"
    except Exception as failure:  # the report of what was done comes in any case
        return str(failure) if isinstance(failure, (Wrong, OSError)) else repr(failure)
    finally:
        progress.over()
        plug.end()


def main():
    options = read_options()
    try:
        folder = make_folder(options)
    except OSError as failure:
        print(f"The folder of --keep has to be a new one: {failure.strerror}", file=sys.stderr)
        return 2
    page = os.path.abspath(options.html) if options.html else f"{folder}/report.html"
    try:
        open(page, "a", encoding="utf-8").close()  # better now than after an hour
    except OSError as failure:
        print(f"The file of --html cannot be written: {failure.strerror}", file=sys.stderr)
        return 2
    progress = Progress(options.times)
    plug = Plug(options.build, folder, options, progress)
    on_signals(plug, progress)
    begun = time.monotonic()
    progress.say(f"{options.times} rounds with seed {options.seed}, in {folder}")
    trouble = run(plug, progress)
    report = Report(plug, options, time.monotonic() - begun, trouble)
    with open(page, "w", encoding="utf-8") as file:
        file.write(report.page())
    print(json.dumps(report.json(page)) if options.json else report.text(page))
    clear_away(folder, options, report)
    if plug.asked_to_stop.is_set():
        return 130
    return 0 if report.good else 1


def clear_away(folder, options, report):
    """What was made to lose nothing in is only worth keeping when something was lost."""
    if options.keep or report.wrongs() or (report.trouble and report.trouble != STOPPED):
        print(f"The stores, the server and their logs are kept in {folder}", file=sys.stderr)
        return
    for name in os.listdir(folder):
        path = f"{folder}/{name}"
        if os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        elif name != "report.html":
            os.remove(path)
    if options.html:
        os.rmdir(folder)


if __name__ == "__main__":
    sys.exit(main())
