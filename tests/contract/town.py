"""The real server of the contract scripts: one process, with people and a municipality of its own for each script."""
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

from wire import Wire

LONGEST_SECONDS = 120  # what takes longer hangs


class Wrong(RuntimeError):
    pass


class Server:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.process, self.port = None, 0
        self.ask("init")

    def ask(self, *words):
        done = subprocess.run([self.program, *words, "--dir", f"{self.folder}/server", "--json"], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=LONGEST_SECONDS)
        if done.returncode != 0:
            raise Wrong(f"wegwijs-server {words[0]}: {(done.stdout + done.stderr).strip()[:300]}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start(self):
        """On the same port each time: devices know it by its address."""
        with open(f"{self.folder}/server.log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([self.program, "serve", "--dir", f"{self.folder}/server", "--listen",
                                             f"127.0.0.1:{self.port}"], stdin=subprocess.DEVNULL, text=True,
                                            stdout=subprocess.PIPE, stderr=log)
        first = self.process.stdout.readline().strip()
        if not first.startswith("listening on "):
            raise Wrong(f"the server did not start: see {self.folder}/server.log")
        self.port = int(first.rsplit(":", 1)[1])

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=LONGEST_SECONDS)
            self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


class Town:
    """The people of one script. In it they have short names; at the server they are this script's own."""

    def __init__(self, server, number, people):
        self.server, self.prefix = server, f"s{number}-"
        self.municipality = f"{1000 + number:04d}"
        self.grants = {}
        self.between = None
        for name, role in people.items():
            made = server.ask("user", "add", self.prefix + name,
                              *(["--role", role, "--gemeente", self.municipality] if role else []))
            self.grants[name] = self._number(made)

    def code(self, name):
        return self.server.ask("enrol-code", self.prefix + name)["code"]

    def grant(self, user, role, gemeente=None, dossier=None):
        place = ["--dossier", dossier] if dossier else ["--gemeente", gemeente or self.municipality]
        self.grants[user] = self._number(self.server.ask("grant", self.prefix + user, "--role", role, *place))

    def end_grant(self, user):
        self.server.ask("grant", "end", str(self.grants[user]))

    def move(self, dossier, gemeente):
        self.server.ask("dossier", "move", dossier, "--gemeente", gemeente)

    def erase(self, dossier):
        self.server.ask("erase", dossier, "--yes")

    def revoke(self, device):
        self.server.ask("devices", "revoke", str(device))

    def stop(self):
        self.server.stop()

    def start(self):
        self.server.start()

    def wire(self, mode):
        """What stands between from now on does this: pass, other, noise, cut. Gives its address."""
        self.between = self.between or Wire(self.server)
        self.between.set(mode)
        return self.between.url

    def https(self):
        """The same address, as if it spoke TLS."""
        return self.server.url.replace("http://", "https://")

    def close(self):
        if self.between:
            self.between.close()

    @staticmethod
    def _number(made):
        if isinstance(made, dict):
            numbers = made.get("grants", [made.get("grant")])
            return numbers[0] if numbers else None
        return None


class Host:
    """A program in some language that does each step with its library."""

    def __init__(self, command, folder):
        self.command, self.folder = command, folder
        self.process = None

    def _start(self):
        with open(f"{self.folder}/host.log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            text=True, encoding="utf-8", start_new_session=True,
                                            env=dict(os.environ, WEGWIJS_HOST_DIR=self.folder))

    def do(self, step):
        if not self.process:
            self._start()
        self.process.stdin.write(json.dumps(step) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise Wrong(f"the host ended: see {self.folder}/host.log")
        return json.loads(line)

    def copy(self, store, to):
        """All files of a store that is closed. False: stores are no files here."""
        files = list(Path(self.folder).glob(f"{store}.db*"))
        for file in files:
            shutil.copy(file, file.with_name(to + file.name[len(store):]))
        return bool(files)

    def damage(self, store):
        """Turns bits in every page of a store that is closed. False: stores are no files here."""
        path = Path(self.folder) / f"{store}.db"
        if not path.exists():
            return False
        content = bytearray(path.read_bytes())
        for at in range(100, len(content), 512):
            content[at] ^= 1
        path.write_bytes(content)
        for log in Path(self.folder).glob(f"{store}.db-*"):
            log.unlink()
        return True

    def kill(self):
        """It and all that it started, in the middle of whatever they do."""
        if self.process:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            for end in (self.process.stdin, self.process.stdout):
                try:
                    end.close()
                except BrokenPipeError:
                    pass
            self.process = None

    def end(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(timeout=LONGEST_SECONDS)
            self.process.stdout.close()
            self.process = None
