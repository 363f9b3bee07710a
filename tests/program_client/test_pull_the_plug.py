"""tools/pull-the-plug: a short run loses nothing; and what is lost, there twice or different is counted."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import programs
from programs import environment, main

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
from plug_count import Tally  # noqa: E402


class PullThePlug(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="wegwijs-story-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.build = Path(programs.CLIENT).resolve().parents[1]

    def start(self, name, *arguments):
        words = [sys.executable, "-B", str(TOOLS / "plug_run.py"), "--build", str(self.build), "--json",
                 "--seed", str(programs.SEED), "--keep", str(self.folder / name), *arguments]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())

    def finish(self, running, status):
        out, err = running.communicate()
        self.assertEqual(running.returncode, status, (out, err))
        return json.loads(out)

    def left_running(self, name):
        """Processes that have a folder of this run among their words."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            except OSError:
                continue  # it ended meanwhile
            if os.fsencode(self.folder / name) in words:
                found.append(words)
        return found

    def test_a_short_run_loses_nothing_and_says_so_on_a_page_of_its_own(self):
        report = self.finish(self.start("kort", "--times", "12", "--every", "6"), 0)
        self.assertEqual((report["rounds"], report["lost"], report["duplicated"], report["diverged"]), (12, 0, 0, 0))
        self.assertEqual((report["ok"], report["trouble"], report["counted_after_round"]), (True, None, 12))
        self.assertGreaterEqual(report["acknowledged"], 12 - report["kills_client"])
        page = Path(report["html"]).read_text(encoding="utf-8")
        self.assertEqual(page.count("<svg"), 2)
        self.assertNotRegex(page, r"https?:|src=|url\(|@import|<script|<link")
        self.assertIn(f"writes acknowledged: {report['acknowledged']}<", page)
        self.assertEqual(self.left_running("kort"), [])

    def test_a_write_that_is_forgotten_on_purpose_is_counted_as_lost(self):
        report = self.finish(self.start("vergeten", "--times", "6", "--every", "3", "--forget", "2"), 1)
        self.assertEqual((report["lost"], report["duplicated"], report["diverged"]), (1, 0, 0), report)
        self.assertIs(report["ok"], False)
        self.assertIn("2.vergeten", report["wrong"][0])
        self.assertIn("lost: 1<", Path(report["html"]).read_text(encoding="utf-8"))

    def test_control_c_counts_what_was_done_and_leaves_nothing_running(self):
        running = self.start("gestopt", "--times", "100000", "--every", "3")
        for line in running.stderr:
            if re.match(r"3 of 100000 rounds", line):
                break
        running.send_signal(signal.SIGINT)
        report = self.finish(running, 130)
        self.assertGreaterEqual(report["rounds"], 3)
        self.assertEqual(report["counted_after_round"], report["rounds"])
        self.assertEqual((report["lost"], report["duplicated"], report["diverged"]), (0, 0, 0))
        self.assertEqual(self.left_running("gestopt"), [])

    def test_an_end_at_once_still_gives_a_report_and_leaves_nothing_running(self):
        running = self.start("meteen", "--times", "100000", "--every", "3")
        for line in running.stderr:
            if re.match(r"3 of 100000 rounds", line):
                break
        running.send_signal(signal.SIGTERM)
        report = self.finish(running, 130)
        self.assertEqual((report["ok"], report["lost"]), (False, 0))
        self.assertGreaterEqual(report["rounds"], report["counted_after_round"])
        self.assertEqual(self.left_running("meteen"), [])


def person(name, **more):
    return {"entity": "deelnemer", "fields": {"weergavenaam": name, **more}, "conflicts": {}}


class Count(unittest.TestCase):
    """The counting, on devices that are made up."""

    def setUp(self):
        self.tally = Tally()
        self.tally.wrote(1, ["een", "twee"])
        self.tally.got_no_answer(2, ["misschien"])
        self.whole = {"1": person("een"), "2": person("twee")}

    def count(self, *devices, transactions, differences=()):
        self.tally.count({f"device {n}": records for n, records in enumerate(devices, 1)}, transactions, differences)
        return len(self.tally.lost), len(self.tally.duplicated), len(self.tally.diverged)

    def test_what_is_everywhere_once_is_well(self):
        self.assertEqual(self.count(self.whole, dict(self.whole), transactions=2), (0, 0, 0))
        there = {**self.whole, "3": person("misschien")}
        self.assertEqual(self.count(there, dict(there), transactions=3), (0, 0, 0))
        self.assertTrue(self.tally.clean)

    def test_what_is_nowhere_is_lost_once_and_stays_counted(self):
        part = {"1": person("een")}
        self.assertEqual(self.count(part, dict(part), transactions=1), (1, 0, 0))
        self.assertEqual(self.count(self.whole, dict(self.whole), transactions=2), (1, 0, 0))

    def test_what_one_device_lacks_is_lost_there_and_makes_it_differ(self):
        self.assertEqual(self.count(self.whole, {"1": person("een")}, transactions=2), (1, 0, 1))

    def test_what_is_there_twice_is_duplicated_even_when_nobody_was_answered(self):
        twice = {**self.whole, "3": person("misschien"), "4": person("misschien")}
        self.assertEqual(self.count(twice, dict(twice), transactions=4), (0, 2, 0))  # by its text, and by the count

    def test_what_the_server_accepted_twice_is_duplicated(self):
        self.assertEqual(self.count(self.whole, dict(self.whole), transactions=3), (0, 1, 0))

    def test_what_the_server_has_not_or_the_programs_find_differs(self):
        self.assertEqual(self.count(self.whole, dict(self.whole), transactions=1, differences=["check"]), (0, 0, 2))

    def test_an_address_is_a_write_of_its_own_and_another_state_is_a_difference(self):
        self.tally.wrote(3, ["kade 1"])
        held = {**self.whole, "2": person("twee", adres="kade 1")}
        self.assertEqual(self.count(held, dict(held), transactions=3), (0, 0, 0))
        other = {**held, "2": {**held["2"], "state": "local"}}
        self.assertEqual(self.count(held, other, transactions=3), (0, 0, 1))


if __name__ == "__main__":
    main()
