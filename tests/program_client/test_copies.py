"""Stores that are copied, put back, and run twice: whatever was typed in any of them is there in the end, once."""
import collections
import shutil
import unittest

from programs import Device, Story, main

KINDS = ("deelnemer", "traject", "urenregel", "contactmoment")


class Copies(Story):
    def setUp(self):
        self.anna, self.bert = self.device("anna"), self.device("bert")
        self.before = set(self.anna.holds("deelnemer"))
        self.made = {}

    def make(self, device, name):
        self.made[name] = self.person(device, name)["id"]
        return self.made[name]

    def hours(self, device, person, minutes):
        values = (f"deelnemer={person}", "datum=2026-11-24", f"minuten={minutes}", "teller=participatie")
        return device.do("create", "urenregel", *values)["id"]

    def exchange(self, *devices):
        """Until nobody has anything new."""
        for _ in range(2):
            for device in devices:
                device.do("sync")

    def number_of(self, device):
        """Who the server says that it is, by what it just wrote."""
        mark = self.make(device, f"Merk van {device.path.name}")
        device.do("sync")
        (entry,) = device.do("history", mark, "weergavenaam")
        return entry["device"]

    def assert_equal_and_whole(self, *devices):
        self.devices = list(devices)
        self.exchange(*devices)
        first = devices[0].holds(*KINDS)
        for device in devices[1:]:
            self.assertEqual(device.holds(*KINDS), first)
        self.assertTrue(all(record["state"] == "server" for record in first.values()))
        names = collections.Counter(record["fields"]["weergavenaam"] for id, record in first.items()
                                    if record["entity"] == "deelnemer" and id not in self.before)
        self.assertEqual(names, collections.Counter(dict.fromkeys(self.made, 1)))
        for device in devices:
            status = device.do("status")
            self.assertEqual((status["unsent"], status["rejected"], status["in_step"]), (0, 0, True))
        return first

    def test_an_old_copy_that_is_put_back_loses_neither_its_own_work_nor_that_of_the_time_between(self):
        anna, bert = self.anna, self.bert
        person = self.make(anna, "Amina")
        anna.do("set", person, "adres=Kade 1")
        anna.do("sync")
        anna.do("set", person, "telefoons=0611111111")  # not sent yet when the copy is made
        kept = anna.copy_to(self.folder / "weggelegd.db")

        anna.do("sync")
        anna.do("set", person, "adres=Kade 100")
        self.make(anna, "Tussendoor")
        track = anna.do("create", "traject", f"deelnemer={person}", "status=gekoppeld", "regievoerder=anna")["id"]
        anna.do("sync")
        bert.do("sync")
        bert.do("set", person, "geboorteland=Eritrea")
        between = self.hours(bert, person, 90)
        bert.do("sync")
        anna.do("sync")
        last = self.hours(anna, person, 15)  # done and sent after all that, and not in the copy either
        anna.do("sync")

        kept.copy_to(anna.path)
        self.assertEqual(anna.do("status")["unsent"], 1)
        self.make(anna, "Daarna")
        anna.do("set", person, "adres=Kade 200")
        after = self.hours(anna, person, 45)
        self.assertIs(anna.do("check")["ok"], True)
        report = anna.do("sync")
        self.assertEqual(report["rejected"], 0)
        self.assertEqual(anna.do("rejected"), [])

        held = self.assert_equal_and_whole(anna, bert, self.device("anna"))
        self.assertLessEqual({person, track, between, last, after}, set(held))
        fields = held[person]["fields"]
        self.assertEqual((fields["telefoons"], fields["geboorteland"]), (["0611111111"], "Eritrea"))
        values = {(entry["value"], entry["by"]) for entry in held[person]["conflicts"]["adres"]}
        self.assertEqual(values, {("Kade 100", "anna"), ("Kade 200", "anna")})
        bert.do("decide", person, "adres", "Kade 200")
        held = self.assert_equal_and_whole(bert, anna)
        self.assertEqual((held[person]["fields"]["adres"], held[person]["conflicts"]), ("Kade 200", {}))

    def test_a_copy_that_is_put_back_again_and_again_does_its_unsent_work_once(self):
        person = self.make(self.anna, "Steeds weer")
        self.anna.do("sync")
        minutes = [5]
        self.hours(self.anna, person, 5)
        kept = self.anna.copy_to(self.folder / "telkens.db")
        for number in range(1, 4):
            kept.copy_to(self.anna.path)
            minutes.append(5 + number)
            self.hours(self.anna, person, 5 + number)
            if number != 2:  # once it is put back before what it did was sent: that is gone with the file, as it must
                self.anna.do("sync")
            else:
                minutes.pop()
        held = self.assert_equal_and_whole(self.anna, self.bert)
        done = [r["fields"]["minuten"] for r in held.values() if r["entity"] == "urenregel" and r["dossier"] == person]
        self.assertEqual(sorted(done), sorted(minutes))

    def test_two_tablets_that_run_copies_of_one_store_both_keep_all_their_work(self):
        person = self.make(self.anna, "Samen")
        self.anna.do("sync")
        shared = self.hours(self.anna, person, 7)  # unsent in both: one and the same work
        twin = self.anna.copy_to(self.folder / "tweeling.db")
        devices = [self.anna, twin, self.bert]
        hours, values = {shared: 7}, {}
        self.bert.do("sync")
        for step in range(14):
            which = self.chance.randrange(3)
            device, what = devices[which], self.chance.choice(("hours", "person", "field", "sync", "sync"))
            if what == "hours":
                hours[self.hours(device, person, 100 + step)] = 100 + step
            elif what == "person":
                self.make(device, f"Mens {step}")
            elif what == "field":  # each a field of its own: those never conflict, whoever writes them when
                field = ("adres", "geboorteland", "voornamen")[which]
                values[field] = f"Waarde {step}"
                device.do("set", person, f"{field}={values[field]}")
            else:
                self.assertEqual(device.do("sync")["rejected"], 0)
        self.exchange(*devices)
        self.assertNotEqual(self.number_of(self.anna), self.number_of(twin))
        held = self.assert_equal_and_whole(*devices)
        found = {id: r["fields"]["minuten"] for id, r in held.items() if r["entity"] == "urenregel" and id in hours}
        self.assertEqual(found, hours)
        of_person = [id for id, r in held.items() if r["entity"] == "urenregel" and r["dossier"] == person]
        self.assertEqual(sorted(of_person), sorted(hours))
        fields = held[person]["fields"]
        self.assertEqual({name: fields.get(name) for name in values}, values)
        self.assertEqual(held[person]["conflicts"], {})

    def test_copies_that_write_the_same_field_show_both_values(self):
        person = self.make(self.anna, "Twee adressen")
        self.anna.do("sync")
        twin = self.anna.copy_to(self.folder / "tweede.db")
        self.anna.do("set", person, "adres=Hier 1")
        twin.do("set", person, "adres=Daar 2")
        for device in (twin, self.anna, twin):
            device.do("sync")
        for device in (self.anna, twin):
            entries = device.do("get", person)["conflicts"]["adres"]
            self.assertEqual({entry["value"] for entry in entries}, {"Hier 1", "Daar 2"})
            self.assertEqual(len({entry["device"] for entry in entries}), 2)
        twin.do("decide", person, "adres", "Hier 1")
        held = self.assert_equal_and_whole(self.anna, twin, self.bert)
        self.assertEqual((held[person]["fields"]["adres"], held[person]["conflicts"]), ("Hier 1", {}))

    def test_a_copy_that_only_looks_stays_in_step(self):
        person = self.make(self.anna, "Alleen kijken")
        self.anna.do("sync")
        onlooker = self.anna.copy_to(self.folder / "kijker.db")
        for number in range(3):
            self.hours(self.anna, person, 10 + number)
            self.anna.do("sync")
            onlooker.do("sync")
            if number == 1:
                self.hours(self.bert, self.make(self.bert, "Van Bert"), 60)
                self.bert.do("sync")
        held = self.assert_equal_and_whole(self.anna, onlooker, self.bert)
        hours = [r for r in held.values() if r["entity"] == "urenregel" and r["dossier"] == person]
        minutes = [line["fields"]["minuten"] for line in hours]
        self.assertEqual(sorted(minutes), [10, 11, 12])

    def test_between_two_commands_the_store_file_and_its_keys_are_all_there_is(self):
        person = self.make(self.anna, "Net gemaakt")
        path = self.folder / "alleen.db"
        for ending in ("", ".key", ".key.2"):
            shutil.copy2(f"{self.anna.path}{ending}", f"{path}{ending}")
        self.assertIn(person, Device(path).holds("deelnemer"))


if __name__ == "__main__":
    main()
