"""One device of pull-the-plug: what it writes, how its syncs go, and what ends both."""
import csv
import json
import os
import random
import shutil
import signal

from plug_count import TEXTS
from plug_link import ANSWER, CUT, END, GO_ON, HOLD, QUESTION, Link
from plug_programs import REGION, Program, Wrong

# Which figure counts what is done to a connection.
LINK_FAULTS = {"cut": "cuts", "half": "half_answers", "refuse": "refused", "hold": "held_up"}
PATIENT = 0.25  # of the syncs that met a fault wait and try again by themselves; the others are stopped by their person
GOES_ON = ("now", "later", "when_online")


class Device(Program):
    def __init__(self, number, client, server, folder, tally, children):
        self.store = f"{folder}/device{number}.db"
        super().__init__(f"device {number}", client, ["--store", self.store], children)
        self.number, self.server, self.folder, self.tally = number, server, folder, tally
        self.link = Link(lambda: server.port)
        self.common = None  # the record of a person in whose file all devices write
        self.to_fill = []  # persons who have no address yet, and whom only this device gives one
        self.write_seconds = self.sync_seconds = 0.1

    def enrol(self, user):
        code = self.server.answer("enrol-code", user)["code"]
        self.answer("init", "--server", self.link.url, "--code", code)

    def learn(self):
        """How long a command takes here, so that kills meet it at work."""
        for name, words in (("write_seconds", ["status"]), ("sync_seconds", ["sync"])):
            times = []
            for _ in range(3):
                running = self.begin(*words)
                running.ended(60)
                times.append(running.age())
                self.expect(running, words)
            setattr(self, name, sorted(times)[1])

    def expect(self, running, words):
        """The answer of a command that nobody disturbed; a kill by others apart, it is done."""
        status, out, error = running.finish()
        if status != 0:
            raise Wrong(f"{self.who}: '{words[0]}' ended with {status}: {(out + error).strip()[:300]}")
        return json.loads(out)

    # Writes

    def work(self, number, chance):
        """A command that writes, and the texts that it writes."""
        kind = chance.choices(("person", "field", "list", "people"), (4, 3, 2, 1))[0]
        if kind == "field" and self.to_fill:
            text = f"kade {number}.0"
            return ["set", self.to_fill.pop(), f"adres={text}"], [text]
        if kind in ("list", "people"):
            texts = [f"rij {number}.{row}" for row in range(chance.randint(2, 6))]
            return ["import", *self.list_of(number, kind, texts)], texts
        text = f"mens {number}.0"
        return ["create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={text}"], [text]

    def list_of(self, number, kind, texts):
        path = f"{self.folder}/list{number}"
        with open(f"{path}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        if kind == "people":
            about = {"entity": "deelnemer", "gemeente": REGION, "fields": {"weergavenaam": "text"}}
        else:
            fixed = {"deelnemer": self.common, "tijdstip": "2026-11-24T11:30:00+01:00", "kanaal": "fysiek",
                     "onderwerp": "anders"}
            about = {"entity": "contactmoment",
                     "fields": {"verslag": "text", **{name: {"value": value} for name, value in fixed.items()}}}
        with open(f"{path}.json", "w", encoding="utf-8") as file:
            json.dump(about, file)
        return [f"{path}.csv", "--map", f"{path}.json"]

    def write(self, number, chance):
        words, texts = self.work(number, chance)
        answer = self.expect(self.begin(*words), words)
        self.acknowledge(number, words, texts, answer)

    def acknowledge(self, number, words, texts, answer):
        if words[0] == "import" and (answer["refused"] or answer["created"] + answer["earlier"] != len(texts)):
            raise Wrong(f"{self.who}: a good list was not taken in whole: {answer}")
        self.tally.wrote(number, texts)

    def killed_write(self, number, chance):
        """Killed somewhere in its time, or just when it writes, which is a small part of that. Half of them are
        repeated, as a person does who got no answer."""
        words, texts = self.work(number, chance)
        running = self.begin(*words)
        if chance.random() < 0.3:
            over = running.ended(chance.uniform(0, 1.2) * self.write_seconds)
        else:
            over = self.ended_before_it_wrote(running, chance.randint(1, 4 + 2 * len(texts)))
        if not over:
            running.send(signal.SIGKILL)
        status, out, error = running.finish()
        if status not in (0, -signal.SIGKILL):
            raise Wrong(f"{self.who}: '{words[0]}' ended with {status}: {(out + error).strip()[:300]}")
        if status != 0:
            self.tally.add("kills_client_write")
        if out.endswith("\n"):  # the person read it
            self.acknowledge(number, words, texts, json.loads(out))
            return
        self.tally.got_no_answer(number, texts)
        if chance.random() < 0.5:
            self.acknowledge(number, words, texts, self.expect(self.begin(*words), words))

    def ended_before_it_wrote(self, running, steps):
        """Waits until it writes, and has done some steps of that; they take milliseconds. True: it ended first."""
        seen, over = self.files(), running.ended(0.4 * self.write_seconds)
        at_work = False
        while steps > 0 and not over:
            over = running.ended(0 if at_work else 0.001)
            now = self.files()
            if now != seen:
                seen, at_work, steps = now, True, steps - 1
        return over

    def files(self):
        """What changes when a command writes: the store's log, and the mark of unanswered work."""
        try:
            log = os.stat(self.store + "-wal").st_size
        except FileNotFoundError:
            log = 0
        return log, os.path.exists(self.store + ".once")

    def write_and_forget(self, number):
        """What this whole tool exists to find, done on purpose, for its test: the store goes back to before a write
        that was acknowledged."""
        store = os.path.basename(self.store)
        kept = f"{self.folder}/forgotten"
        os.mkdir(kept)
        names = [name for name in os.listdir(self.folder) if name.startswith(store)]
        for name in names:
            shutil.copy2(f"{self.folder}/{name}", kept)
        text = f"mens {number}.vergeten"
        words = ["create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={text}"]
        self.acknowledge(number, words, [text], self.answer(*words))
        for name in os.listdir(self.folder):
            if name.startswith(store):
                os.remove(f"{self.folder}/{name}")
        for name in names:
            shutil.copy2(f"{kept}/{name}", self.folder)

    # Syncs

    def killed_sync(self, chance):
        """Killed by the clock, or exactly when a question or an answer is on its way."""
        if chance.random() < 0.5:
            running = self.begin("sync")
            if not running.ended(chance.uniform(0.3, 1.2) * self.sync_seconds):
                running.send(signal.SIGKILL)
        else:
            side, share = chance.choice((QUESTION, ANSWER)), chance.choice((0, chance.random(), 1))
            began = []
            self.link.next(side, share, lambda: self.kill_now(began))
            running = self.begin("sync")
            began.append(running)
        status, out, error = running.finish()
        self.link.clear()
        if status == -signal.SIGKILL:
            self.tally.add("kills_client_sync")
        else:
            self.check_sync(status, out, error)

    @staticmethod
    def kill_now(began):
        if began:
            began[0].send(signal.SIGKILL)
        return GO_ON

    def sync_under_kill(self, chance):
        """The server is killed while this device waits for it, and is started again at once."""
        side, share = chance.choice((QUESTION, ANSWER)), chance.choice((0, chance.random(), 1))

        def kill():
            self.server.kill()
            self.tally.add("kills_server")
            return chance.choice((GO_ON, CUT))
        self.sync_with(chance, self.link.next(side, share, kill))

    def sync_over_bad_link(self, chance):
        what = chance.choices(tuple(LINK_FAULTS), (4, 2, 1, 2))[0]
        if what == "refuse":
            self.link.refuse()
            running = self.begin("sync")
            if not running.ended(2 * self.sync_seconds):
                self.tally.add("refused")
            self.link.accept()
            self.end_of(running, chance)
            return
        side, share = chance.choice((QUESTION, ANSWER)), chance.choice((0, chance.random(), 1))
        if what == "half":
            side, share = ANSWER, chance.random()
        act = {"cut": CUT, "half": END, "hold": HOLD}[what]
        moment = self.link.next(side, share, act, chance.uniform(0.02, 0.4))
        self.sync_with(chance, moment)
        if moment.came.is_set():
            self.tally.add(LINK_FAULTS[what])

    def sync_with(self, chance, moment):
        running = self.begin("sync")
        while not (moment.came.is_set() or running.ended(0.005)):
            pass
        self.end_of(running, chance)
        self.link.clear()
        if moment.failure:
            raise moment.failure

    def end_of(self, running, chance):
        if chance.random() >= PATIENT and not running.ended(1.5 * self.sync_seconds):
            running.send(signal.SIGINT)
        self.check_sync(*running.finish())

    def check_sync(self, status, out, error):
        """A sync may end for want of a server or by its person, for nothing else."""
        if status in (0, -signal.SIGINT):
            return
        try:
            told = json.loads(out)["error"]
        except (ValueError, KeyError, TypeError):
            told = {}
        if told.get("retry") not in GOES_ON:
            raise Wrong(f"{self.who}: a sync ended with {status}: {(out + error).strip()[:300]}")

    # Rest

    def all_records(self):
        return {record["id"]: record for entity in TEXTS for record in self.answer("list", entity)}

    def differences(self):
        """What the programs themselves say of this device against the server, and of the store against itself."""
        moved = self.answer("sync", "--check")
        some = {name: moved[name] for name in ("pushed", "rejected", "pulled", "forgotten") if moved[name]}
        if some or not moved["in_step"]:
            yield f"{self.who} was not equal to the server at rest: {some or 'not in step'}"
        found = self.answer("check")
        if not found["ok"] or found["findings"] or found["repaired"]:
            yield f"{self.who}: 'wegwijs check' found {json.dumps(found)[:200]}"


def chance_of(seed, number):
    return random.Random(f"{seed} {number}")
