"""A tablet's files are damaged on its disk: what the commands say, and what comes of the work that was not sent."""
import json
import re
import unittest

from programs import Story, main

PAGE = 8192


class Damage(Story):
    def setUp(self):
        self.anna = self.device("anna")
        self.people = [self.person(self.anna, f"Amina {number}")["id"] for number in range(3)]
        self.anna.do("sync")
        self.devices.remove(self.anna)  # its check tells of the damage from now on
        for person in self.people[:2]:
            self.anna.do("set", person, "adres=Kade 7")
        self.anna.do("set", self.people[0], "telefoons=0611111111")
        self.assertEqual(self.anna.do("status")["unsent"], 3)
        self.good = self.anna.path.read_bytes()

    def write(self, content):
        self.anna.path.write_bytes(content)
        return content

    def flipped(self, page):
        content = bytearray(self.good)
        content[page * PAGE + self.chance.randrange(100, PAGE)] ^= 1 << self.chance.randrange(8)
        return bytes(content)

    def aside(self):
        (file,) = [f for f in self.anna.path.parent.iterdir()
                   if re.fullmatch(re.escape(self.anna.path.name) + r"\.beschadigd-\d+", f.name)]
        return file

    def assert_sends_what_was_saved(self):
        """And the whole file comes back."""
        self.assertEqual(self.anna.do("sync")["pushed"], 3)
        self.assertEqual(self.anna.do("get", self.people[1])["fields"]["adres"], "Kade 7")
        self.assertNotIn("salvaged", self.anna.do("status"))
        bert = self.device("bert")
        for person in self.people:
            self.assertEqual(bert.do("get", person), self.anna.do("get", person))

    def test_a_store_that_does_not_open_says_what_was_saved_and_goes_on(self):
        damaged = self.write(self.flipped(0))
        answer = self.anna.run("check", json_form=False)
        self.assertEqual(answer.status, 1)
        for words in ("It was set aside as", "Saved: 3 changes that were not sent yet, in 2 files",
                      "Nothing that was not sent is lost", "Next: wegwijs sync", "administrator"):
            self.assertIn(words, answer.out)
        self.assertEqual(self.aside().read_bytes(), damaged)
        told = self.anna.do("check")["salvaged"]
        self.assertEqual(told["saved"], {"unsent": 3, "refused": 0, "dossiers": sorted(self.people[:2])})
        self.assertEqual(told["lost"], {"unsent": 0, "refused": 0, "all_told": True})
        self.assertEqual(told["damaged_file"], str(self.aside()))
        self.assertTrue(told["opens"])
        self.assertEqual(self.anna.do("status")["salvaged"]["saved"]["unsent"], 3)
        self.assertIn("set aside", self.anna.people("status"))
        self.assert_sends_what_was_saved()
        self.assertIn("salvaged", self.anna.do("check"))  # the file stands there still

    def test_any_other_command_says_it_too_and_can_be_repeated(self):
        self.write(bytes(PAGE) + self.good[PAGE:])
        error = self.anna.refuse("get", self.people[0])
        self.assertEqual((error["code"], error["retry"]), ("store_damaged", "now"))
        self.assertIn("Saved: 3 changes", error["message"])
        self.assertEqual(self.anna.do("status")["unsent"], 3)
        self.assert_sends_what_was_saved()

    def test_damage_that_does_not_keep_it_from_opening_is_found_and_can_be_set_aside(self):
        pages = len(self.good) // PAGE
        for page in reversed(range(1, pages)):  # the last pages are those of the records
            content = self.write(self.flipped(page))
            answer = self.anna.run("check")
            if "findings" in answer.json() and "salvaged" not in answer.json():
                break
            for file in self.anna.path.parent.glob(f"{self.anna.path.name}.*d-*"):
                file.unlink()
        report = answer.json()
        self.assertEqual((answer.status, report["ok"]), (1, False))
        self.assertIn("Of what was not sent yet, 3 changes can be read and 0 cannot.", report["findings"])
        self.assertEqual(self.anna.path.read_bytes(), content)
        told = self.anna.run("check", "--set-aside").json()["salvaged"]
        self.assertEqual(told["saved"]["unsent"], 3)
        self.assertEqual(self.aside().read_bytes(), content)
        self.assert_sends_what_was_saved()

    def test_a_log_that_is_gone_is_said_until_a_sync_went_through(self):
        for _ in range(40):
            process = self.anna.start("create", "deelnemer", "gemeente=0405", "weergavenaam=Bob")
            process.stdout.readline()  # it is saved; the process has not ended yet
            process.kill()
            process.communicate()
            log = self.anna.path.with_name(self.anna.path.name + "-wal")
            if log.exists():
                break
        else:
            self.skipTest("every process had ended before it could be killed")
        log.unlink()
        answer = self.anna.run("check", json_form=False)
        self.assertIn("The log beside the store was missing", answer.out)
        self.assertIn("log_lost", self.anna.do("status"))
        self.anna.do("sync")
        self.assertNotIn("log_lost", self.anna.do("status"))

    def test_a_store_of_which_nothing_can_be_read_says_where_it_stands_every_time(self):
        damaged = self.write(self.chance.randbytes(len(self.good)))
        error = self.anna.refuse("sync")
        self.assertIn("Nothing in it could be read", error["message"])
        self.assertEqual(self.aside().read_bytes(), damaged)
        error = self.anna.refuse("check")
        self.assertEqual(error["code"], "store_missing")
        self.assertIn(str(self.aside()), error["message"])
        self.assertNotIn("Kade", json.dumps(error))


if __name__ == "__main__":
    main()
