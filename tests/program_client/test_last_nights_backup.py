"""The server is put back with last night's backup: the devices bring what it lost since."""
import collections
import os
import shutil
from pathlib import Path

from programs import Server, Story, main

KINDS = ("deelnemer", "urenregel")


class LastNight(Story):
    """Each story has a server of its own: what another story did may not come back with it."""

    def setUp(self):
        Story._count += 1
        self.place = self.folder / f"nacht{Story._count}"
        self.place.mkdir()
        self.shared, LastNight.server = LastNight.server, Server(self.place / "server")
        self.addCleanup(self.back_to_shared)
        for user in ("anna", "bert"):
            self.server.add_user(user)
        self.server.start()
        self.anna, self.bert = self.device("anna"), self.device("bert")
        self.backup = str(self.place / "vannacht.db")
        self.made = []

    def back_to_shared(self):
        self.server.stop()
        LastNight.server = self.shared

    def make(self, device, name):
        self.made.append(name)
        return self.person(device, name)["id"]

    def hours(self, device, person, minutes):
        return device.do("create", "urenregel", f"deelnemer={person}", "datum=2026-11-24", f"minuten={minutes}",
                         "teller=participatie")["id"]

    def both_sync(self):
        for device in (self.anna, self.bert, self.anna):
            device.do("sync")

    def evening_and_day(self):
        """Work before the backup; then work on both devices that only the lost server had, and some that never came
        to any server. Gives a person of the evening, and the id of every hour line of the day."""
        old = self.make(self.anna, "Van gisteren")
        self.anna.do("set", old, "adres=Kade 1")
        self.both_sync()
        self.server.run("backup", self.backup)
        self.anna.do("set", old, "adres=Kade 2")
        hours = [self.hours(self.bert, old, 30)]
        self.make(self.bert, "Van vandaag, door Bert")
        self.both_sync()
        hours.append(self.hours(self.anna, self.make(self.anna, "Van vandaag, door Anna"), 45))
        self.both_sync()
        self.bert.do("set", old, "adres=Kade 3")  # after Kade 2, which it saw
        self.bert.do("sync")
        hours.append(self.hours(self.anna, old, 60))
        self.make(self.anna, "Nog niet verstuurd")
        return old, hours

    def assert_all_back(self, old, hours):
        reports = [device.do("sync") for device in (self.anna, self.bert, self.anna, self.bert)]
        self.assertEqual([report["rejected"] for report in reports], [0] * 4)
        held = self.anna.holds(*KINDS)
        fresh = self.device("anna")  # has nothing but what the server has now
        self.devices.remove(fresh)  # the next backup to be put back does not know it
        for device in (self.bert, fresh):
            self.assertEqual(device.holds(*KINDS), held)
        names = collections.Counter(one["fields"]["weergavenaam"] for one in held.values()
                                    if one["entity"] == "deelnemer")
        self.assertEqual(names, collections.Counter(dict.fromkeys(self.made, 1)))
        self.assertEqual({id for id, one in held.items() if one["entity"] == "urenregel"}, set(hours))
        self.assert_address(held[old])
        self.assertTrue(all(one["state"] == "server" for one in held.values()))
        self.assertEqual(fresh.do("rejected") + self.anna.do("rejected") + self.bert.do("rejected"), [])

    def assert_address(self, person):
        """What Bert wrote last is there. That he had seen Kade 2 only the lost server could tell, so both may stand
        until somebody decides."""
        standing = {one["value"] for one in person["conflicts"].get("adres", [])} | {person["fields"]["adres"]}
        self.assertIn("Kade 3", standing)
        self.assertLessEqual(standing, {"Kade 2", "Kade 3"})

    def go_on_working(self, old):
        """The new epoch is one to work in."""
        self.make(self.bert, "Van na de ramp")
        self.anna.do("set", old, "telefoons=0611111111")
        self.anna.do("decide", old, "adres", "Kade 3")
        self.both_sync()
        person = self.bert.do("get", old)
        self.assertEqual((person["fields"]["telefoons"], person["conflicts"]), (["0611111111"], {}))
        self.assertEqual(person["fields"]["adres"], "Kade 3")

    def put_back_by_restore(self):
        self.server.kill()
        folder, new, lost = Path(self.server.dir), self.place / "nieuw", self.place / "kapot"
        self.server.dir = str(new)
        restored = self.server.run("restore", self.backup)
        folder.rename(lost)
        new.rename(folder)
        self.server.dir = str(folder)
        self.server.start()
        return restored

    def put_back_by_file(self):
        """What somebody does who does not know of `restore`: the file goes back to where it came from."""
        self.server.kill()
        database = Path(self.server.dir) / "wegwijs.db"
        for file in database.parent.glob("wegwijs.db*"):
            os.remove(file)
        shutil.copy2(self.backup, database)
        self.server.start()

    def test_after_a_restore_the_devices_bring_back_the_day(self):
        old, hours = self.evening_and_day()
        before = self.server.run("status")["head"]
        restored = self.put_back_by_restore()
        self.assertGreater(restored["head"], before)
        self.assert_all_back(old, hours)
        self.go_on_working(old)

    def test_after_the_file_was_copied_back_without_restore_too(self):
        old, hours = self.evening_and_day()
        self.put_back_by_file()
        self.assert_all_back(old, hours)
        self.go_on_working(old)

    def test_a_second_bad_night_with_the_same_backup_loses_nothing_either(self):
        old, hours = self.evening_and_day()
        ways = [self.put_back_by_restore, self.put_back_by_file]
        self.chance.shuffle(ways)
        for put_back in ways:
            put_back()
            self.assert_all_back(old, hours)
            hours.append(self.hours(self.bert, old, 15))
            self.make(self.anna, f"Daarna {len(hours)}")
            self.both_sync()
            self.assertIn(hours[-1], self.anna.holds(*KINDS))

    def test_a_device_that_comes_days_after_the_other_still_brings_its_part(self):
        old, hours = self.evening_and_day()
        self.put_back_by_restore()
        for number in range(3):
            hours.append(self.hours(self.anna, self.make(self.anna, f"Dag {number}"), 20 + number))
            self.anna.do("sync")
        self.assertNotIn(hours[0], self.device("anna").holds(*KINDS))  # Bert typed that one, so it waits for him
        self.assert_all_back(old, hours)


if __name__ == "__main__":
    main()
