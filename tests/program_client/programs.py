"""The real programs, run as a person or a script runs them. Nothing here waits by the clock."""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CLIENT = SERVER = None
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
        done = subprocess.run([SERVER, *arguments, "--dir", self.dir, "--json"], capture_output=True, text=True, env=environment())
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start(self):
        listen = self.url.split("//")[1] if self.url else "127.0.0.1:0"
        self.process = subprocess.Popen([SERVER, "serve", "--dir", self.dir, "--listen", listen], stdout=subprocess.PIPE,
                                        text=True, env=environment())
        first = self.process.stdout.readline().strip()
        assert first.startswith("listening on "), first
        self.url = first.removeprefix("listening on ")

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate()
            self.process = None

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
        done = subprocess.run(self.command(*arguments, json_form=json_form), capture_output=True, text=True, input=typed or "",
                              env=environment(WEGWIJS_PIN=pin or self.pin))
        return Answer(done.returncode, done.stdout, done.stderr)

    def do(self, *arguments, **options):
        answer = self.run(*arguments, **options)
        assert answer.status == 0, (arguments, answer.status, answer.out, answer.err)
        return answer.json()

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

    def enrol(self, server, user):
        made = self.do("init", "--server", server.url, "--code", server.code(user))
        self.number, self.user = made["device"], made["user"]


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

    def device(self, user="anna"):
        Story._count += 1
        device = Device(self.folder / f"{user}{Story._count}.db")
        device.enrol(self.server, user)
        device.do("sync")
        return device

    def person(self, device, name="Amina", *values):
        return device.do("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={name}", *values)


def main():
    global CLIENT, SERVER
    parser = argparse.ArgumentParser()
    parser.add_argument("--client", required=True)
    parser.add_argument("--server", required=True)
    known, rest = parser.parse_known_args()
    here = sys.modules["programs"]
    here.CLIENT, here.SERVER = known.client, known.server
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
