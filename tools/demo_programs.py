"""How the demo runs the two programs: every command, its answer, the server behind them, and a terminal for the bar."""
import fcntl
import json
import os
import pty
import re
import shlex
import signal
import struct
import subprocess
import sys
import termios
import textwrap
import threading
import time

WIDTH = 100
PIN = "2580"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS, STOP_SECONDS, COUNT_SECONDS = 20, 20, 10


class Wrong(Exception):
    """Something is not as the demo says it is; or a program refused what it should do."""


class Ended(BaseException):
    """A signal asked the demo to end."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


class Screen:
    """What the person at the terminal reads. Also right where standard output is a file."""

    def __init__(self):
        self.live = sys.stdout.isatty()
        self.steps = 0
        self.counted = None
        sys.stdout.reconfigure(errors="replace", line_buffering=True)

    def bold(self, text):
        return f"\033[1m{text}\033[0m" if self.live else text

    def faint(self, text):
        return f"\033[2m{text}\033[0m" if self.live else text

    def step(self, title):
        self.steps += 1
        print("\n" + self.bold(f"{self.steps:2}  {title}"))

    def say(self, text):
        print(textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    "))

    def passed(self, text):
        print(textwrap.fill(text, WIDTH, initial_indent="    ok  ", subsequent_indent="        "))

    def command(self, who, words):
        line = f"{who}$ " + " ".join(word if word.startswith("... ") else shlex.quote(word) for word in words)
        print(self.faint(textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="        ",
                                       break_long_words=False, break_on_hyphens=False)))

    def output(self, text, head=None, tail=0):
        """What a program printed, word for word; only long lines are folded, under their second column. With `head`
        no more than so many lines from the top, and `tail` from the end."""
        lines = text.rstrip("\n").split("\n")
        if head and len(lines) > head + tail:
            lines[head:len(lines) - tail] = [f"... ({len(lines) - head - tail} lines more) ..."]
        for line in lines:
            if set(line) <= {"-", " "}:
                line = line[:WIDTH - 6]  # the rule of a table
            indent = " " * (6 + len(line) - len(line.lstrip()))
            column = re.match(r" *\S+( \S+)*  +(?=\S)", line)
            under = " " * (6 + column.end()) if column and column.end() < WIDTH / 2 else indent
            if len(line) > WIDTH - 6:
                line = textwrap.fill(line[len(indent) - 6:], WIDTH, initial_indent=indent, subsequent_indent=under)
            else:
                line = f"      {line}".rstrip()
            print(line)

    def count(self, done, total, what):
        """A line that counts; where there is no terminal, a new one only now and then."""
        now = time.monotonic()
        if self.live:
            print(f"\r    {done} of {total} {what}\033[K", end="", flush=True)
        elif self.counted is not None and now - self.counted > COUNT_SECONDS:
            print(f"    {done} of {total} {what}")
        if self.counted is None or not self.live and now - self.counted > COUNT_SECONDS:
            self.counted = now

    def counted_all(self):
        if self.live:
            print("\r\033[K", end="", flush=True)
        self.counted = None


class Children:
    """Every process that the demo started and that has not ended yet."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = set()
        self.ending = self.starting = False
        self.asked = 0
        for number in SIGNALS:
            signal.signal(number, self.signalled)

    def signalled(self, number, _):
        """Ends the demo, but not between the start of a process and its note in `running`."""
        self.asked = number
        if not self.starting:
            raise Ended(number)

    def start(self, words, **how):
        by_main = threading.current_thread() is threading.main_thread()  # which is where signals arrive
        with self.lock:
            if self.ending:
                raise Wrong("the demo is ending")
            self.starting = self.starting or by_main
            try:
                child = subprocess.Popen(words, stdin=subprocess.DEVNULL, **how)
                self.running.add(child)
            finally:
                self.starting = self.starting and not by_main
        if by_main and self.asked:
            raise Ended(self.asked)
        return child

    def ended(self, child):
        with self.lock:
            self.running.discard(child)

    def end_all(self, but=None):
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        with self.lock:
            self.ending = True
            left = [child for child in self.running if child is not but]
        for child in left:
            if child.poll() is None:
                child.terminate()
        for child in left:
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            self.ended(child)


class Program:
    """One of the two programs, for one store or one server folder. `who` stands at its prompt."""

    def __init__(self, who, path, options, screen, children):
        self.who, self.path, self.options, self.screen, self.children = who, path, options, screen, children
        self.saves = 0  # answers that said that something was saved
        self.environment = dict(os.environ, WEGWIJS_PIN=PIN)
        self.environment.pop("WEGWIJS_STORE", None)

    @property
    def name(self):
        return os.path.basename(self.path)

    def begin(self, words, **how):
        return self.children.start([self.path, *words, *self.options], env=self.environment, encoding="utf-8",
                                   stdout=subprocess.PIPE, **how)

    def finish(self, child):
        try:
            out, error = child.communicate()
        finally:
            if child.poll() is not None:
                self.children.ended(child)
        return child.returncode, out, error

    def __call__(self, *words):
        """The answer as JSON, without showing it."""
        status, out, error = self.finish(self.begin([*words, "--json"], stderr=subprocess.PIPE))
        lines = out.strip().splitlines()
        try:
            answer = json.loads(lines[-1]) if lines else None
        except ValueError:
            raise Wrong(f"{self.who}: '{self.name} {words[0]}' gave no JSON: {lines[-1][:200]}") from None
        if status != 0:
            reason = answer["error"]["message"] if isinstance(answer, dict) and "error" in answer else error.strip()
            raise Wrong(f"{self.who}: '{self.name} {' '.join(words[:2])}' was refused ({status}): {reason}")
        return answer

    def show(self, *words, instead=None, head=None, tail=0, status=0, running=None):
        """The command and what it says to people. `instead`: how the command reads, where it holds a long word.
        `running`: it was begun before, and is only waited for."""
        self.screen.command(self.who, [self.name, *(instead or words)])
        ended, out, _ = self.finish(running or self.begin(words, stderr=subprocess.STDOUT))
        self.screen.output(out, head, tail)
        if ended != status:
            raise Wrong(f"{self.who}: '{self.name} {words[0]}' ended with {ended}, not with {status}")
        return out

    def kinds(self):
        """The kinds of records of which this store holds any."""
        names = [entity["name"] for entity in self("entities")]
        counts = self("sql", "SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in names))[0]
        return [name for name in names if counts[name]]

    def save(self, *words, shown=False):
        """create, set, decide: one transaction, or a refusal. With `shown` people see the command too."""
        if shown:
            self.screen.command(self.who, [self.name, *words])
        answer = self(*words)
        self.saves += 1
        return answer


FRAME = re.compile(r"\r([^\r\n]*?)\x1b\[K")


def show_sync(tablet):
    """Runs a sync with a terminal of its own, so that the program draws its bar, and passes on what it draws."""
    screen = tablet.screen
    screen.command(tablet.who, [tablet.name, "sync"])
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    child = tablet.children.start([tablet.path, "sync", *tablet.options], env=tablet.environment, stdout=slave,
                                  stderr=slave)
    os.close(slave)
    drawn, text = [], b""
    while True:
        try:
            got = os.read(master, 4096)
        except OSError:  # the other side was closed
            break
        if not got:
            break
        text += got
        for bar in FRAME.findall(text.decode("utf-8", "replace"))[len(drawn):]:
            drawn.append(bar)
            if screen.live and bar:
                print(f"\r      {bar}\033[K", end="", flush=True)
    os.close(master)
    status = child.wait()
    tablet.children.ended(child)
    bars = [bar for bar in drawn if bar]
    screen.counted_all()
    for bar in dict.fromkeys(bars):
        print(f"      {bar}")
    screen.output(FRAME.sub("", text.decode("utf-8", "replace")).replace("\r", "").strip("\n"))
    if status != 0:
        raise Wrong(f"{tablet.who}: the sync ended with {status}")
    if not bars:
        raise Wrong(f"{tablet.who}: the sync drew no bar")
    return bars


class Server(Program):
    """The server, and its process. Stopped, it is a network that is off: no device can reach it."""

    def __init__(self, path, folder, screen, children):
        super().__init__("server", path, ["--dir", f"{folder}/server"], screen, children)
        self.log_file = f"{folder}/server.log"
        self.process = None
        self.listen = "127.0.0.1:0"
        self.url = ""

    def start(self):
        log = open(self.log_file, "ab")
        begin = log.tell()
        # A session of its own: Ctrl-C at the terminal goes to the demo, which then stops the server by itself.
        self.process = self.children.start([self.path, "serve", *self.options, "--listen", self.listen],
                                           stdout=log, stderr=log, start_new_session=True)
        log.close()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with open(self.log_file, "rb") as file:
                file.seek(begin)
                lines = file.read().decode("utf-8", "replace").split("\n")
            if len(lines) > 1 and lines[0].startswith("listening on "):
                self.url = lines[0].removeprefix("listening on ").strip()
                self.listen = self.url.split("//")[1]  # the same port the next time
                return lines[0]
            time.sleep(0.02)
        raise Wrong(f"the server did not start; it said: {self.last_words()}")

    def stop(self):
        if not self.process:
            return
        self.process.terminate()
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise Wrong("the server did not stop") from None
        self.children.ended(self.process)
        self.process = None
        if status != 0:
            raise Wrong(f"the server stopped with {status}; it said: {self.last_words()}")

    def last_words(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return " / ".join(file.read().strip().splitlines()[-3:])


def at_once(screen, what, *works):
    """Runs lists of calls side by side, one list a tablet, and counts on the screen. The first failure ends it."""
    total, done, failures = sum(map(len, works)), [0] * len(works), []

    def work(i):
        try:
            for call in works[i]:
                if failures:
                    return
                call()
                done[i] += 1
        except (Wrong, OSError, ValueError, KeyError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(len(works))]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            screen.count(sum(done), total, what)
            for thread in threads:
                thread.join(0.1)
    except BaseException as stopping:
        failures.append(stopping)  # the threads see it before their next call
        raise
    screen.counted_all()
    if failures:
        raise failures[0]
    return total
