"""How pull-the-plug runs the two programs: it starts them, ends them at any moment, and lets none of them stay."""
import json
import os
import select
import signal
import subprocess
import threading
import time

PIN = "2580"
REGION = "0405"
LONGEST_SECONDS = 120  # a command that takes longer hangs


class Wrong(RuntimeError):
    """A program did what it should not do, other than losing anything: that is counted."""


class Stopped(RuntimeError):
    """The person at the terminal wants no more of it."""


class Running:
    """A process, which is ended and waited for by its id."""

    def __init__(self, process):
        self.process = process
        self._ends = select.poll()
        self._handle = os.pidfd_open(process.pid)
        self._ends.register(self._handle, select.POLLIN)
        self.begun = time.monotonic()

    def ended(self, seconds):
        """Waits for its end, and no longer than that."""
        return bool(self._ends.poll(max(0, round(seconds * 1000))))

    def age(self):
        return time.monotonic() - self.begun

    def send(self, number):
        """To a process that has not been waited for: its id is its own until then."""
        self.process.send_signal(number)

    def finish(self):
        try:
            out, error = self.process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise Wrong(f"'{' '.join(self.process.args[1:2])}' did not end in {LONGEST_SECONDS} s") from None
        finally:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1
        return self.process.returncode, out, error


class Children:
    """Every process that was started. Each has a session of its own, so that Ctrl-C reaches only who started them."""

    def __init__(self):
        self._lock = threading.Lock()
        self._running = set()
        self.stop_now = False  # set by a signal: none can be started any more

    def start(self, words, **how):
        with self._lock:
            if self.stop_now:
                raise Stopped()
            self._running = {one for one in self._running if one.returncode is None}
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True, text=True,
                                       encoding="utf-8", **how)
            self._running.add(process)
        return process

    def end_all(self):
        """None can be started after this."""
        with self._lock:
            self.stop_now = True
            left = [one for one in self._running if one.poll() is None]
        for one in left:
            one.kill()
        for one in left:
            one.wait()


def environment():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    return dict(clean, WEGWIJS_PIN=PIN)


class Program:
    def __init__(self, who, path, options, children):
        self.who, self.path, self.options, self.children = who, path, options, children

    def begin(self, *words):
        return Running(self.children.start([self.path, *words, *self.options, "--json"], env=environment(),
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    def answer(self, *words):
        status, out, error = self.begin(*words).finish()
        if status != 0:
            raise Wrong(f"{self.who}: '{words[0]}' ended with {status}: {(out + error).strip()[:300]}")
        return json.loads(out) if out.strip() else None


class Server(Program):
    """The server's commands, and its process."""

    def __init__(self, path, folder, children):
        super().__init__("server", path, ["--dir", f"{folder}/server"], children)
        self.log_file = f"{folder}/server.log"
        self.port = 0
        self._lock = threading.Lock()
        self._process = None

    def start(self):
        with self._lock:
            self._start()

    def _start(self):
        log = open(self.log_file, "a", encoding="utf-8")
        process = self.children.start([self.path, "serve", *self.options, "--listen", "127.0.0.1:0"],
                                      env=environment(), stdout=subprocess.PIPE, stderr=log)
        first = process.stdout.readline().strip()
        if not first.startswith("listening on "):
            process.kill()
            process.wait()
            raise Wrong(f"the server did not start: see {self.log_file}")
        self.port = int(first.rsplit(":", 1)[1])
        threading.Thread(target=self._keep_log, args=(process.stdout, log), daemon=True).start()
        self._process = process

    @staticmethod
    def _keep_log(lines, log):
        with lines, log:
            for line in lines:
                log.write(line)

    def kill(self):
        """And starts it again, as its supervisor would."""
        with self._lock:
            self._end(signal.SIGKILL)
            self._start()

    def stop(self):
        with self._lock:
            if self._process and self._process.returncode is None:
                self._end(signal.SIGTERM)

    def _end(self, number):
        """It must have run until now: one that ended by itself is not taken for one that was ended."""
        self._process.send_signal(number)
        status = self._process.wait(LONGEST_SECONDS)
        if status != (0 if number == signal.SIGTERM else -number):
            raise Wrong(f"the server ended with {status}: see {self.log_file}")
