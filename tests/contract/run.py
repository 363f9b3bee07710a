#!/usr/bin/env python3
"""Plays the contract scripts with the library of one language.

    run.py --server PROGRAM --host COMMAND [--only NAME]... [--every N] [SCRIPT.json]...

README.md beside this file says what a script and a host are. The last line is a JSON object with the sums. It ends with 1
when a script went another way than it says.
"""
import argparse
import json
import re
import shlex
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from town import Host, Server, Town, Wrong  # noqa: E402  (beside this file)

HERE = Path(__file__).resolve().parent
HEADER = HERE.parent.parent / "client_core/include/wegwijs/wegwijs.h"
PIN = "geheim-48213"


class Unsupported(Exception):
    pass


def error_numbers():
    return {name: int(number) for name, number in
            re.findall(r"#define WEGWIJS_ERROR_(\w+) (\d+)", HEADER.read_text(encoding="utf-8"))}


def pointed(kept, path):
    """What "$name.0.id" stands for."""
    name, *rest = path[1:].split(".")
    if name not in kept:
        raise Wrong(f"nothing was kept as {name}")
    value = kept[name]
    for part in rest:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def filled(kept, value):
    if isinstance(value, str) and value.startswith("$"):
        return pointed(kept, value)
    if isinstance(value, list):
        return [filled(kept, one) for one in value]
    if isinstance(value, dict):
        if set(value) == {"repeat", "times"}:
            return filled(kept, value["repeat"]) * value["times"]
        return {name: filled(kept, one) for name, one in value.items()}
    return value


def differs(pattern, value, where="it"):
    """How the value is not as the pattern says; empty: it is."""
    if pattern == "*":
        return ""
    if isinstance(pattern, str) and pattern.startswith("~"):
        return "" if isinstance(value, str) and pattern[1:] in value else f"{where} is {value!r}, must contain {pattern[1:]!r}"
    if isinstance(pattern, dict):
        if not isinstance(value, dict):
            return f"{where} is {value!r}, must be an object"
        for name, one in pattern.items():
            if name not in value:
                return f"{where} has no {name}"
            if wrong := differs(one, value[name], f"{where}.{name}"):
                return wrong
        return ""
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(value) != len(pattern):
            return f"{where} is {json.dumps(value)[:300]}, must be {json.dumps(pattern)[:300]}"
        for i, one in enumerate(pattern):
            if wrong := differs(one, value[i], f"{where}[{i}]"):
                return wrong
        return ""
    same = pattern == value and isinstance(pattern, bool) == isinstance(value, bool)
    return "" if same else f"{where} is {value!r}, must be {pattern!r}"


class Play:
    def __init__(self, script, town, host, errors):
        self.script, self.town, self.host, self.errors = script, town, host, errors
        self.kept = {"gemeente": town.municipality, "server": town.server.url}

    def run(self):
        for number, written in enumerate(self.script["steps"], 1):
            try:
                self.step(filled(self.kept, written), written)
            except Wrong as wrong:
                raise Wrong(f"step {number}, {written['do']}: {wrong}") from None

    def step(self, step, written):
        what = step.pop("do")
        keep, gives, fails = step.pop("keep", None), step.pop("gives", None), step.pop("fails", None)
        if what.startswith("server."):
            given = getattr(self.town, what[7:])(**step)
            if keep:
                self.kept[keep] = given
            return
        if what == "kill":
            self.host.kill()
            return
        # A host whose stores are no files does these itself.
        if what == "copy" and self.host.copy(step["from"], step["to"]):
            return
        if what == "damage" and self.host.damage(step["store"]):
            return
        if what == "enrol":
            what = "store_enrol"
            code = step.pop("code", None) or self.town.code(step["user"])
            step = {"pin": PIN, "server": self.town.server.url, "code": code, **step}
            step.pop("user", None)
        if what == "store_open":
            step.setdefault("pin", PIN)
        answer = self.host.do({"do": what, **step})
        if answer.get("unsupported"):
            raise Unsupported(what)
        error = answer.get("error")
        if fails:
            self.failed(error, fails, answer)
        elif error:
            raise Wrong(f"{error['name']}: {error['message']}")
        if "gives" in written and (wrong := differs(gives, error if fails else answer.get("value"))):
            raise Wrong(wrong)
        if keep:
            self.kept[keep] = answer.get("value")

    def failed(self, error, name, answer):
        if not error:
            raise Wrong(f"gave {json.dumps(answer.get('value'))[:200]}, must fail with {name}")
        if error["code"] != self.errors[name]:
            raise Wrong(f"failed with {error['code']} ({error['name']}), must be {name}: {error['message']}")
        if not error["name"] or len(error["message"]) < 20:
            raise Wrong("its error does not say what happened")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--every", type=int, default=1, help="one in N scripts, where a build is slow")
    parser.add_argument("scripts", nargs="*", type=Path)
    return parser.parse_args()


def read(paths):
    scripts = []
    for path in paths or sorted(HERE.glob("*.json")):
        with open(path, encoding="utf-8") as file:
            scripts += json.load(file)
    return scripts


def main():
    said = arguments()
    scripts, errors = read(said.scripts), error_numbers()
    expected = {step.get("fails") for script in scripts for step in script["steps"]} - {None}
    if unknown := sorted(expected - errors.keys()):
        print(f"the header has no such error: {', '.join(unknown)}")
        return 1
    sums = {"passed": 0, "failed": 0, "unsupported": 0}
    with tempfile.TemporaryDirectory(prefix="wegwijs-contract-") as folder:
        server = Server(said.server, folder)
        server.start()
        try:
            for number, script in enumerate(scripts):
                if script["name"] in said.only or (not said.only and number % said.every == 0):
                    play(number, script, server, shlex.split(said.host), folder, errors, sums)
        finally:
            server.stop()
    print(json.dumps(sums))
    return 1 if sums["failed"] or not sums["passed"] else 0


def play(number, script, server, command, folder, errors, sums):
    own = Path(folder) / f"host-{number}"
    own.mkdir()
    host, town = Host(command, str(own)), None
    if not server.process:  # a script ended while it was down
        server.start()
    try:
        town = Town(server, number, script.get("town", {}))
        Play(script, town, host, errors).run()
        host.end()
        sums["passed"] += 1
    except Unsupported as step:
        sums["unsupported"] += 1
        print(f"{script['name']}: left out: this library has no {step}")
    except Wrong as wrong:
        sums["failed"] += 1
        log = own / "host.log"
        print(f"{script['name']}: {wrong}\n{log.read_text(encoding='utf-8')[-600:] if log.exists() else ''}".rstrip())
    finally:
        host.kill()
        if town:
            town.close()


if __name__ == "__main__":
    sys.exit(main())
