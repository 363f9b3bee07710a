"""Any process may be killed at any moment, and the command repeated: nothing is lost, nothing is there twice."""
import json
import random
import signal
import subprocess
import time

from programs import REGION, Device, Story, main


class Killed(Story):
    def setUp(self):
        self.chance = random.Random(2026)

    def killed_at_chance(self, device, took, *arguments):
        """Starts the command and kills it somewhere in the time that it takes. Gives whether it was, and its output."""
        running = device.start(*arguments)
        try:
            running.wait(timeout=self.chance.uniform(0.0, 1.1) * took)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
        out, _ = running.communicate()
        return running.returncode == -signal.SIGKILL, out

    def time_of(self, device, *arguments):
        begin = time.monotonic()
        device.do(*arguments)
        return time.monotonic() - begin

    def test_creates_that_are_killed_and_repeated_are_there_once_each(self):
        anna = self.device()
        ids, killed = {}, 0
        took = self.time_of(anna, "status")
        for number in range(24):
            words = ("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam=Nummer {number}")
            while number not in ids:
                if killed < 40 and self.chance.random() < 0.7:
                    was_killed, out = self.killed_at_chance(anna, took, *words)
                    killed += was_killed
                    if was_killed:
                        continue
                    ids[number] = json.loads(out)["id"]
                else:
                    ids[number] = anna.do(*words)["id"]
        self.assertGreater(killed, 5)
        here = anna.do("list", "deelnemer", "--where", "weergavenaam LIKE 'Nummer %'")
        self.assertEqual({r["fields"]["weergavenaam"]: r["id"] for r in here}, {f"Nummer {number}": id for number, id in ids.items()})
        self.assertEqual(len(here), 24)
        self.assertIs(anna.do("check")["ok"], True)
        self.assertEqual(anna.do("sync")["pushed"], 24)

    def test_the_same_words_without_a_kill_are_new_work(self):
        anna = self.device()
        person = self.person(anna)
        hours = ("create", "urenregel", f"deelnemer={person['id']}", "datum=2026-11-24", "minuten=60", "teller=participatie")
        self.assertNotEqual(anna.do(*hours)["id"], anna.do(*hours)["id"])

    def test_syncs_that_are_killed_lose_nothing(self):
        anna, bert = self.device("anna"), self.device("bert")
        made = [self.person(anna, f"Mens {number}")["id"] for number in range(6)]
        took = self.time_of(anna, "status")
        for _ in range(6):
            self.killed_at_chance(anna, 2 * took, "sync")
            self.killed_at_chance(bert, 2 * took, "sync")
        self.assertIs(anna.do("sync")["in_step"], True)
        self.assertIs(bert.do("sync")["in_step"], True)
        here = {r["id"] for r in bert.do("list", "deelnemer")}
        self.assertLessEqual(set(made), here)
        self.assertEqual(anna.do("status")["unsent"], 0)
        self.assertEqual(anna.do("rejected"), [])

    def test_an_init_that_is_killed_can_be_repeated_with_its_code(self):
        took = self.time_of(self.device(), "status")
        for number in range(8):
            device = Device(self.folder / f"init{number}.db")
            words = ("init", "--server", self.server.url, "--code", self.server.code("anna"))
            self.killed_at_chance(device, 4 * took, *words)
            self.killed_at_chance(device, 4 * took, *words)
            made = device.do(*words)
            self.assertEqual(device.do("sync")["in_step"], True)
            self.assertEqual(device.do(*words), made)

    def test_a_server_that_is_killed_lost_nothing_that_it_acknowledged(self):
        anna, bert = self.device("anna"), self.device("bert")
        made = self.person(anna, "Blijvend")
        anna.do("sync")
        self.server.process.kill()
        self.server.process.communicate()
        self.server.start()
        bert.do("sync")
        self.assertEqual(bert.do("get", made["id"])["fields"]["weergavenaam"], "Blijvend")


if __name__ == "__main__":
    main()
