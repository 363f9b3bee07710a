"""Any process may be killed at any moment, and the command repeated: nothing is lost, nothing is there twice."""
import collections
import json
import signal
import subprocess
import time

from programs import REGION, Device, Story, main


class Killed(Story):
    def setUp(self):
        self.killed = 0

    def killed_at_chance(self, device, took, *arguments):
        """Starts the command and kills it somewhere in the time that it takes. Gives what it answered before that:
        nothing, or all of it."""
        running = device.start(*arguments)
        try:
            running.wait(timeout=self.chance.uniform(0.0, 1.1) * took)
        except subprocess.TimeoutExpired:
            running.kill()
        out, err = running.communicate()
        self.assertIn(running.returncode, (0, -signal.SIGKILL), (arguments, out, err))
        self.killed += running.returncode == -signal.SIGKILL
        return json.loads(out) if out.endswith("\n") else None

    def some_moment(self, running, took):
        """Lets it work for a part of the time that it takes."""
        try:
            running.wait(timeout=self.chance.uniform(0.2, 1.0) * took)
        except subprocess.TimeoutExpired:
            pass

    def surely(self, device, took, *arguments, kills=4):
        """As a person does who gets no answer: the same again, until there is one."""
        for _ in range(self.chance.randint(1, kills)):
            answer = self.killed_at_chance(device, took, *arguments)
            if answer is not None:
                return answer
        return device.do(*arguments)

    def time_of(self, device, *arguments):
        begin = time.monotonic()
        device.do(*arguments)
        return time.monotonic() - begin

    def names(self, device, like):
        """How often each name is there."""
        records = device.do("list", "deelnemer", "--where", f"weergavenaam LIKE '{like}'")
        return collections.Counter(record["fields"]["weergavenaam"] for record in records)

    def once(self, names):
        return collections.Counter(dict.fromkeys(names, 1))

    def test_creates_that_are_killed_and_repeated_are_there_once_each(self):
        anna = self.device()
        took = self.time_of(anna, "status")
        ids = {}
        for number in range(14):
            words = ("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam=Nummer {number}")
            ids[f"Nummer {number}"] = self.surely(anna, took, *words)["id"]
        self.assertGreater(self.killed, 0)
        here = anna.do("list", "deelnemer", "--where", "weergavenaam LIKE 'Nummer %'")
        self.assertEqual({r["fields"]["weergavenaam"]: r["id"] for r in here}, ids)
        self.assertEqual(len(here), 14)
        self.assertIs(anna.do("check")["ok"], True)
        self.assertEqual(anna.do("sync")["pushed"], 14)

    def test_changes_that_are_killed_and_repeated_are_made_once_each(self):
        anna = self.device()
        took = self.time_of(anna, "status")
        person = self.person(anna, "Steeds anders", "adres=Kade 0")["id"]
        for number in range(1, 9):
            self.assertEqual(self.surely(anna, took, "set", person, f"adres=Kade {number}"), {"id": person})
        self.surely(anna, took, "remove", person)
        anna.run("remove", person)  # killed just behind its answer it may be taken for the same again: this ends that
        self.assertEqual(anna.refuse("remove", person)["code"], "verwijderd")
        self.surely(anna, took, "restore", person)
        self.assertGreater(self.killed, 0)
        values = [one["value"] for one in anna.do("history", person, "adres")]
        self.assertEqual(collections.Counter(values), self.once(f"Kade {number}" for number in range(9)))
        self.assertEqual(anna.do("get", person)["fields"]["adres"], "Kade 8")
        self.assertEqual(anna.do("sync")["pushed"], 1 + 8 + 2)

    def test_decisions_that_are_killed_and_repeated_are_taken_once_each(self):
        anna, bert = self.device("anna"), self.device("bert")
        people = [self.person(anna, f"Twijfel {number}", "adres=Kade 1")["id"] for number in range(4)]
        anna.do("sync")
        bert.do("sync")
        for device in (anna, bert):
            for person in people:
                device.do("set", person, f"adres=Van {device.user}")
        for device in (anna, bert, anna):
            device.do("sync")
        self.assertEqual({c["id"] for c in anna.do("conflicts")} & set(people), set(people))
        took = self.time_of(anna, "status")
        for person in people:
            self.surely(anna, took, "decide", person, "adres", "Van bert")
        self.assertGreater(self.killed, 0)
        self.assertEqual(anna.do("sync")["pushed"], 4)
        bert.do("sync")
        for device in (anna, bert):
            self.assertFalse({c["id"] for c in device.do("conflicts")} & set(people))
            for record in device.do("list", "deelnemer", "--where", "weergavenaam LIKE 'Twijfel %'"):
                self.assertEqual((record["fields"]["adres"], record["conflicts"]), ("Van bert", {}))
        lost = [one["value"] for one in bert.do("history", people[0], "adres") if not one["stands"]]
        self.assertIn("Van anna", lost)

    def test_the_same_words_without_a_kill_are_new_work(self):
        anna = self.device()
        person = self.person(anna)
        hours = ("create", "urenregel", f"deelnemer={person['id']}", "datum=2026-11-24", "minuten=60",
                 "teller=participatie")
        self.assertNotEqual(anna.do(*hours)["id"], anna.do(*hours)["id"])

    def test_syncs_that_are_killed_lose_nothing(self):
        anna, bert = self.device("anna"), self.device("bert")
        took = self.time_of(anna, "sync")
        made = []
        for number in range(6):
            for device in (anna, bert):
                made.append(f"Reis {number} van {device.user}")
                self.person(device, made[-1])
            self.killed_at_chance(anna, 1.5 * took, "sync")
            self.killed_at_chance(bert, 1.5 * took, "sync")
        self.assertGreater(self.killed, 0)
        for device in (anna, bert, anna):
            device.do("sync")
        for device in (anna, bert, self.device("bert")):
            self.assertEqual(self.names(device, "Reis %"), self.once(made))
            self.assertEqual(device.do("status")["unsent"], 0)
            self.assertEqual(device.do("rejected"), [])

    def test_an_init_that_is_killed_can_be_repeated_with_its_code(self):
        took = self.time_of(self.device(), "status")
        before = len(self.server.run("devices"))
        for number in range(5):
            device = Device(self.folder / f"init{number}.db")
            words = ("init", "--server", self.server.url, "--code", self.server.code("anna"))
            made = self.surely(device, 4 * took, *words)
            self.assertEqual(device.do("sync")["in_step"], True)
            self.assertEqual(device.do(*words), made)
        self.assertEqual(len(self.server.run("devices")), before + 5)  # and not one of them twice

    def test_a_server_that_is_killed_lost_nothing_that_it_acknowledged(self):
        anna, bert = self.device("anna"), self.device("bert")
        made = self.person(anna, "Blijvend")
        anna.do("sync")
        self.server.kill()
        self.server.start()
        bert.do("sync")
        self.assertEqual(bert.do("get", made["id"])["fields"]["weergavenaam"], "Blijvend")

    def test_a_server_that_is_killed_again_and_again_under_two_devices_has_everything_once(self):
        devices = [self.device("anna"), self.device("bert")]
        common = self.person(devices[0], "Van beiden")["id"]
        for device in devices:
            device.do("sync")
        took = self.time_of(devices[0], "sync")
        names, minutes = [], []
        for number in range(5):
            for device in devices:
                names += [f"Val {number}.{part} van {device.user}" for part in range(2)]
                for name in names[-2:]:
                    self.person(device, name)
                minutes.append(len(minutes) + 1)
                device.do("create", "urenregel", f"deelnemer={common}", "datum=2026-11-24", f"minuten={minutes[-1]}",
                          "teller=participatie")
            running = [device.start("sync") for device in devices]
            self.some_moment(self.chance.choice(running), took)
            self.server.kill()
            self.server.start()
            for one in running:  # they try again by themselves
                out, err = one.communicate()
                self.assertEqual(one.returncode, 0, (out, err))
                self.assertIs(json.loads(out)["in_step"], True)
        for device in devices:
            device.do("sync")
        for device in [*devices, self.device("anna")]:
            self.assertEqual(self.names(device, "Val %"), self.once(names))
            hours = device.do("list", "urenregel", "--dossier", common)
            self.assertEqual(sorted(line["fields"]["minuten"] for line in hours), minutes)
            self.assertEqual(device.do("rejected"), [])

    def test_everything_is_killed_at_once_and_goes_on(self):
        """The power goes: server and tablet stop in the middle of a sync, and come back."""
        anna, names = self.device("anna"), []
        took = self.time_of(anna, "sync")
        for number in range(5):
            names.append(f"Stroom {number}")
            self.person(anna, names[-1])
            running = anna.start("sync")
            self.some_moment(running, took)
            self.server.kill()
            running.kill()
            running.communicate()
            self.server.start()
        anna.do("sync")
        for device in (anna, self.device("bert")):
            self.assertEqual(self.names(device, "Stroom %"), self.once(names))


if __name__ == "__main__":
    main()
