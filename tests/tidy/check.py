#!/usr/bin/env python3
"""Checks the rules of the source tree that a compiler does not check.

    check.py --root DIR [--built FILE]    prints every breach as path:line: rule: what; exit 1 if there is one
    check.py --self-test                  feeds itself a bad sample of every rule, and a clean tree

FILE lists the C++ files that CMake compiles, one path a line.
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import samples  # noqa: E402  (beside this file)

SHARED = "client_core/shared"
BASE, SYSTEM, SQLITE = f"{SHARED}/base", f"{SHARED}/system", f"{SHARED}/sqlite"
CRYPTO, MODEL, MERGE, PROTOCOL = f"{SHARED}/crypto", f"{SHARED}/model", f"{SHARED}/merge", f"{SHARED}/protocol"
PUBLIC = "client_core/include"
STORE, TRANSPORT, SYNC = "client_core/store", "client_core/transport", "client_core/sync"
API, CAPI, CLI = "client_core/api", "client_core/capi", "client_core/cli"
SERVER = "sync_server"
CORE = [BASE, SQLITE, CRYPTO, MODEL, MERGE, PROTOCOL]


def server(*parts):
    return [f"{SERVER}/{part}" for part in parts]



# Who may include whom: folder -> folders or single files. A folder may always include itself. The longest folder that
# fits a file counts. A folder that is not here may not hold C++ under client_core/ or sync_server/.
MAY_INCLUDE = {
    BASE: [PUBLIC],  # Error and Result are the same words inside and outside
    SYSTEM: [BASE],
    SQLITE: [BASE],
    CRYPTO: [BASE],
    MODEL: [BASE, CRYPTO],
    # A pack knows policies and readings, entries know ids and values: the one place where two folders meet.
    f"{MODEL}/pack": [BASE, CRYPTO, MODEL, f"{MERGE}/merge.hpp", f"{MERGE}/entry.hpp"],
    MERGE: [BASE, CRYPTO, f"{MODEL}/id.hpp", f"{MODEL}/value.hpp"],
    PROTOCOL: [BASE, CRYPTO, MODEL, MERGE],
    PUBLIC: [],
    STORE: CORE + [PUBLIC],
    TRANSPORT: CORE + [PUBLIC, SYSTEM, STORE],
    SYNC: CORE + [PUBLIC, STORE, TRANSPORT],
    API: CORE + [PUBLIC, SYSTEM, STORE, TRANSPORT, SYNC],
    CAPI: CORE + [PUBLIC, SYSTEM, STORE, TRANSPORT, SYNC, API],
    CLI: CORE + [PUBLIC, SYSTEM, STORE, TRANSPORT, SYNC, API, CAPI],
    # The server uses shared and nothing else of the client.
    f"{SERVER}/http": CORE + [SYSTEM],
    f"{SERVER}/ledger": CORE,
    f"{SERVER}/store": CORE + [SYSTEM, f"{SERVER}/ledger"],
    f"{SERVER}/access": CORE + server("ledger", "store"),
    f"{SERVER}/sync": CORE + server("ledger", "store", "access"),
    f"{SERVER}/auth": CORE + [SYSTEM] + server("http", "ledger", "store", "access", "sync"),
    f"{SERVER}/delivery": CORE + [SYSTEM] + server("http", "ledger", "store", "access", "auth"),
    # A report reads a dossier, and counts hours, as the delivery does: one meaning of both.
    f"{SERVER}/report": CORE + [SYSTEM] + server("http", "ledger", "store", "access", "auth", "delivery"),
    f"{SERVER}/admin": CORE + [SYSTEM] + server("http", "ledger", "store", "access", "sync", "auth", "delivery",
                                                "report"),
    f"{SERVER}/program": CORE + [SYSTEM, SERVER],
    "bindings": [PUBLIC],
    # Tests: echo.h stands for a part of the header.
    "bindings/java/host": [PUBLIC, "bindings/java/jni", "tests/contract/echo.h"],
    # What the core asks of a machine, a browser's files stand behind.
    "bindings/web/wasm": [PUBLIC, BASE, SYSTEM],
    "tests": ["client_core", SERVER],
}

# Other people's headers that belong to certain folders. Tests may include any of them.
LIBRARIES = {
    "sodium": [CRYPTO, SYSTEM],
    "sqlite3.h": [SQLITE, STORE, f"{SERVER}/store", "bindings/web/wasm"],
    "curl/": [TRANSPORT],
    "boost/": [SERVER],
    "openssl/": [SERVER, CRYPTO],
    "libpq": [f"{SERVER}/store"],
    "CLI/": [CLI, f"{SERVER}/program"],
}
# What also runs in a browser and under a simulator starts no thread and throws no dice.
PORTABLE = CORE + [STORE, SYNC]
NOT_PORTABLE = {"thread", "mutex", "shared_mutex", "condition_variable", "future", "random"}

MAX_LINES = 500
HEADER = {".hpp", ".h"}
CPP = {".cpp", ".cc", ".c"} | HEADER
CODE = CPP | {".py", ".sh", ".cmake", ".java", ".kt", ".swift", ".ts", ".js", ".mjs"}
NOT_OURS = {"node_modules", ".git", "__pycache__"}
DATA = ("tests/vectors/", "third_party/package-lock.json", "LICENSE")
CONSUMER = "tests/package/"  # sees only what was installed
OTHER_BUILDS = ("bindings/", "tests/simulator/", CONSUMER, "client_core/capi/no_network.cpp")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
# Written in two parts, so that this file passes its own check.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
MACHINE = re.compile(r"(?<![\w.}/-])/(?:(?:home|work|root)/|tmp/" r"bash)")
CATCH_ALL = re.compile(r"\bcatch\s*\(\s*\.\.\.\s*\)")
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\s*\(|(?<![\w.>])sleep\s*\(")
TOKEN = re.compile(r'R"(?P<tag>[^()\\ ]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
                   r"|//[^\n]*|/\*.*?\*/", re.S)


def bare(text):
    """C++ without comments and literals, with the same lines."""
    def blank(match):
        quote = '""' if '"' in match.group()[:2] else ""
        return quote + "\n" * match.group().count("\n")
    return TOKEN.sub(blank, text)


def within(path, place):
    return path == place or path.startswith(place + "/") or (place.endswith(f"{MODEL}/pack") and path.startswith(place))


def layer_of(path):
    fitting = [layer for layer in MAY_INCLUDE if within(path, layer)]
    return max(fitting, key=len, default=None)


class Tree:
    def __init__(self, root, built=None):
        self.root = Path(root)
        self.built = built
        self.breaches = []

    def breach(self, rule, path, text, at, what):
        line = text.count("\n", 0, at) + 1 if text else 1
        self.breaches.append((rule, f"{path}:{line}: {rule}: {what}"))

    def files(self):
        """What git would commit; without git, everything that is not a build's."""
        listed = subprocess.run(["git", "-C", self.root, "ls-files", "-co", "--exclude-standard"],
                                capture_output=True, text=True) if (self.root / ".git").exists() else None
        if listed and listed.returncode == 0:
            return sorted(p for p in set(listed.stdout.splitlines()) if (self.root / p).is_file())
        found = (p.relative_to(self.root) for p in self.root.rglob("*") if p.is_file())
        return sorted(str(p) for p in found if not NOT_OURS & set(p.parts) and not p.parts[0].startswith("build"))

    def check(self):
        for path in self.files():
            try:
                text = (self.root / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            if not path.startswith(DATA):
                self.check_words(path, text)
            suffix = Path(path).suffix
            if suffix in CODE or path.endswith("CMakeLists.txt"):
                self.check_length(path, text)
            if suffix in CPP:
                self.check_cpp(path, text)
        return self.breaches

    def check_words(self, path, text):
        for match in UNFINISHED.finditer(text):
            self.breach("unfinished", path, text, match.start(), f"'{match.group()}': finish it, or make it an issue")
        for match in MACHINE.finditer(text):
            self.breach("machine-path", path, text, match.start(), f"'{match.group()}' is a path of one machine")

    def check_length(self, path, text):
        lines = text.count("\n")
        if lines > MAX_LINES:
            self.breach("length", path, "", 0, f"{lines} lines, at most {MAX_LINES}: split it by topic")

    def check_cpp(self, path, text):
        code = bare(text)
        # C99 knows no #pragma once: a header of C has a guard.
        once = r"^#ifndef (\w+)\n#define \1$" if Path(path).suffix == ".h" else r"^#pragma once$"
        if Path(path).suffix in HEADER and not re.search(once, code, re.M):
            self.breach("pragma-once", path, "", 0, "a header begins with #pragma once, one of C with a guard")
        for match in CATCH_ALL.finditer(code):
            self.breach("catch-all", path, code, match.start(), "name what is caught: std::exception or narrower")
        if path.startswith("tests/"):
            for match in SLEEP.finditer(code):
                self.breach("sleep", path, code, match.start(), "a test waits for an event or moves its clock")
        if self.built is not None and Path(path).suffix in {".cpp", ".cc", ".c"}:
            if path not in self.built and not path.startswith(OTHER_BUILDS):
                self.breach("not-built", path, "", 0, "no CMake target compiles this file")
        self.check_includes(path, text)

    def check_includes(self, path, text):
        layer = layer_of(path)
        if layer is None and path.startswith(("client_core/", SERVER + "/")):
            self.breach("no-layer", path, "", 0, "its folder has no place in MAY_INCLUDE of tests/tidy/check.py")
            return
        for match in INCLUDE.finditer(text):
            quote, target = match.groups()
            public = target.startswith("wegwijs/")
            if public:
                target = f"{PUBLIC}/{target}"
            own = quote == '"' or public or target.startswith(("client_core/", SERVER + "/", "tests/"))
            if not own or path.startswith(CONSUMER):
                self.check_library(path, layer, text, match.start(), target)
            elif (quote == "<" and not public) or not (self.root / target).is_file():
                self.breach("include-path", path, text, match.start(),
                            f"{match.group().strip()}: include an own file by its path in the repository, in quotes")
            elif layer and not any(within(target, place) for place in MAY_INCLUDE[layer] + [layer]):
                self.breach("layer", path, text, match.start(), f"{layer} may not include {target}")

    def check_library(self, path, layer, text, at, target):
        if path.startswith("tests/"):
            return
        for library, places in LIBRARIES.items():
            if target.startswith(library) and not any(within(path, place) for place in places):
                self.breach("library", path, text, at, f"<{target}> belongs to {', '.join(places)}")
        if target in NOT_PORTABLE and any(within(path, place) for place in PORTABLE):
            self.breach("library", path, text, at, f"<{target}>: {layer} also runs in a browser and under a simulator")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=Path(__file__).resolve().parents[2])
    parser.add_argument("--built")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return samples.try_out(lambda root, built: Tree(root, built).check())
    built = set(Path(options.built).read_text(encoding="utf-8").split("\n")) if options.built else None
    breaches = Tree(options.root, built).check()
    for _, text in breaches:
        print(text)
    print(f"{len(breaches)} breach(es)" if breaches else "the tree keeps its rules")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
