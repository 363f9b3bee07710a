"""The real programs, run as a person or a script runs them. Nothing here waits by the clock."""
import argparse
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

CLIENT = SERVER = None
SEED = 0  # of every chance in a story; another one every run, and said at its beginning
PIN = "geheim-48213"
REGION = "0405"  # Hoorn


def environment(**extra):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    clean.update(extra)
    return clean


class Answer:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)


class Server:
    def __init__(self, folder):
        self.dir = str(folder)
        self.process = None
        self.url = None
        self.run("init")

    def run(self, *arguments):
        done = subprocess.run([SERVER, *arguments, "--dir", self.dir, "--json"], capture_output=True, text=True,
                              env=environment())
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start(self):
        listen = self.url.split("//")[1] if self.url else "127.0.0.1:0"
        command = [SERVER, "serve", "--dir", self.dir, "--listen", listen]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
        first = self.process.stdout.readline().strip()
        assert first.startswith("listening on "), first
        self.url = first.removeprefix("listening on ")
        # Its log is read on, or it would stand still at a full pipe.
        threading.Thread(target=self._read_on, args=(self.process.stdout,), daemon=True).start()

    @staticmethod
    def _read_on(log):
        with log:
            for _ in log:
                pass

    def stop(self):
        self._end(signal.SIGTERM)

    def kill(self):
        self._end(signal.SIGKILL)

    def _end(self, how):
        """It must have run until now: one that ended by itself, by a sanitizer for one, is not taken for killed."""
        if self.process:
            process, self.process = self.process, None
            process.send_signal(how)
            status = process.wait()
            assert status == (0 if how == signal.SIGTERM else -how), f"the server ended with status {status}"

    def code(self, user):
        return self.run("enrol-code", user)["code"]

    def add_user(self, user, role="klantmanager"):
        self.run("user", "add", user, "--role", role, "--gemeente", REGION)


class Device:
    def __init__(self, path, pin=PIN):
        self.path, self.pin = Path(path), pin
        self.number = self.user = None

    def command(self, *arguments, json_form=True):
        return [CLIENT, *arguments, "--store", str(self.path)] + (["--json"] if json_form else [])

    def run(self, *arguments, json_form=True, typed=None, pin=None):
        done = subprocess.run(self.command(*arguments, json_form=json_form), capture_output=True, text=True,
                              input=typed or "", env=environment(WEGWIJS_PIN=pin or self.pin))
        return Answer(done.returncode, done.stdout, done.stderr)

    def do(self, *arguments, **options):
        answer = self.run(*arguments, **options)
        assert answer.status == 0, (arguments, answer.status, answer.out, answer.err)
        report = answer.json()
        if arguments[0] == "sync":
            assert report["in_step"] is True, (arguments, report)
        return report

    def people(self, *arguments, **options):
        """As a person sees it: no --json."""
        answer = self.run(*arguments, json_form=False, **options)
        assert answer.status == 0, (arguments, answer.status, answer.out, answer.err)
        return answer.out

    def refuse(self, *arguments, status=1, **options):
        answer = self.run(*arguments, **options)
        assert answer.status == status, (arguments, answer.status, answer.out, answer.err)
        error = answer.json()["error"]
        assert set(error) == {"code", "message", "retry"}, error
        return error

    def start(self, *arguments):
        return subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=environment(WEGWIJS_PIN=self.pin))

    def enrol(self, server, user, code=None):
        made = self.do("init", "--server", server.url, "--code", code or server.code(user))
        self.number, self.user = made["device"], made["user"]

    def agree(self):
        """Nothing waits here, and by their sums all that is here is what the server has for this device."""
        self.do("sync")
        report = self.do("sync", "--check")  # the sums that this device keeps, against the server's
        moved = {name: report[name] for name in ("pushed", "rejected", "pulled", "forgotten")}
        assert not any(moved.values()), (self.path, moved)
        found = self.do("check")  # and those sums against the records themselves
        assert found == {"ok": True, "findings": [], "repaired": []}, (self.path, found)

    def holds(self, *entities):
        """All that this device shows of those kinds, to be compared with another of the same role."""
        return {record["id"]: record for entity in entities for record in self.do("list", entity)}

    def copy_to(self, path):
        """What somebody does who copies the store's files away, or back over what is there: all of them."""
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            shutil.copy2(file, path.parent / (path.name + file.name.removeprefix(self.path.name)))
        return Device(path, self.pin)


class Story(unittest.TestCase):
    """One server, and devices that are enrolled and have synced once."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="wegwijs-story-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Server(cls.folder / "server")
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        for user in ("anna", "bert"):
            cls.server.add_user(user)
        cls.server.add_user("vera", "vrijwilliger")

    _count = 0

    def run(self, result=None):
        self.devices = []
        self.chance = random.Random(f"{SEED} {self.id()}")
        return super().run(result)

    def tearDown(self):
        """However a story went: in the end every device agrees with the server, and what the server keeps is whole."""
        for device in self.devices:
            device.agree()
        self.assertIs(self.server.run("verify")["ok"], True)

    def device(self, user="anna"):
        Story._count += 1
        device = Device(self.folder / f"{user}{Story._count}.db")
        device.enrol(self.server, user)
        device.do("sync")
        self.devices.append(device)
        return device

    def person(self, device, name="Amina", *values):
        return device.do("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={name}", *values)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--client", required=True)
    parser.add_argument("--server", required=True)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    known, rest = parser.parse_known_args()
    here = sys.modules["programs"]
    here.CLIENT, here.SERVER, here.SEED = known.client, known.server, known.seed
    print(f"the chances of this run: --seed {known.seed}", file=sys.stderr)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
