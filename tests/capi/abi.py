#!/usr/bin/env python3
"""Holds the C header to what was promised, and the library to the header.

    abi.py snapshot --layout PROGRAM... [--write]   functions, constants, callbacks, structs as abi.json has them
    abi.py exports LIBRARY                        what it gives away is what the header declares, both ways
    abi.py codes                                  every code of an error of the core has a number of the header
    abi.py --self-test

What was there stays: a removed or changed entry needs another WEGWIJS_ABI_VERSION. What is new is added with --write.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = HERE.parent.parent / "client_core/include/wegwijs/wegwijs.h"
ROOT = HERE.parent.parent
SNAPSHOT = HERE / "abi.json"


def declared(text):
    """What the header declares, each by its name."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    plain = re.sub(r"\s+", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    plain = re.sub(r"\s*\*\s*", "* ", plain)
    functions = {name: f"{gives.strip()} ({takes.strip()})" for gives, name, takes in
                 re.findall(r"WEGWIJS_EXPORT ((?:const )?\w+\*?) (wegwijs_\w+)\((.*?)\);", plain)}
    callbacks = {name: f"{gives} ({takes.strip()})" for gives, name, takes in
                 re.findall(r"typedef (\w+) ?\(\* (wegwijs_\w+)\)\((.*?)\);", plain)}
    structs = {name: [re.search(r"(\w+)(?:\[\d+\])?$", field.strip())[1] for field in fields.split(";") if field.strip()]
               for name, fields in re.findall(r"typedef struct (wegwijs_\w+) \{(.*?)\}", plain)}
    constants = {name: int(number) for name, number in re.findall(r"#define (WEGWIJS_[A-Z0-9_]+) (\d+)", text)}
    return {"functions": functions, "callbacks": callbacks, "constants": constants, "structs": structs}


def compared(before, now, where=""):
    """(what was promised and is no longer so, what is new)"""
    broken, new = [], []
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            broken.append(f"{where}{name} is gone")
        elif name not in before:
            new.append(f"{where}{name} is new")
        elif isinstance(before[name], dict):
            inside = compared(before[name], now[name], f"{where}{name}.")
            broken += inside[0]
            new += inside[1]
        elif before[name] != now[name]:
            broken.append(f"{where}{name} was {before[name]}, is {now[name]}")
    return broken, new


def snapshot(layout, write):
    now = declared(HEADER.read_text(encoding="utf-8"))
    sizes = json.loads(subprocess.run(layout, check=True, capture_output=True, text=True).stdout)
    missing = [f"canary.c does not look at {name}.{field}" for name, fields in now["structs"].items()
               for field in fields if field not in sizes.get(name, {})]
    now["structs"] = sizes
    before = json.loads(SNAPSHOT.read_text(encoding="utf-8")) if SNAPSHOT.exists() else {}
    broken, new = compared(before, now)
    if before.get("constants", {}).get("WEGWIJS_ABI_VERSION") != now["constants"]["WEGWIJS_ABI_VERSION"]:
        broken = []
    if write and not broken and not missing:
        SNAPSHOT.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        new = []
    return [f"{one}: needs another WEGWIJS_ABI_VERSION" for one in broken] + missing + \
           [f"{one}: run abi.py with --write" for one in new]


def exports(library):
    lines = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    given = {line.split()[-1].split("@")[0] for line in lines.splitlines() if line.split()[-2:-1] != ["A"]}
    names = set(declared(HEADER.read_text(encoding="utf-8"))["functions"])
    return [f"{name} is exported, and the header does not declare it" for name in sorted(given - names)] + \
           [f"{name} is declared, and not exported" for name in sorted(names - given)]


# What only the server says: WEGWIJS_ERROR_SERVER, with the code as its name.
OF_THE_SERVER = {"signature_invalid", "signature_missing", "digest_mismatch"}


def codes():
    core = ROOT / "client_core"
    files = [file for file in core.rglob("*.[ch]pp") if not {"cli", "capi"} & set(file.relative_to(core).parts)]
    used = {code: file.relative_to(ROOT) for file in files for code in
            re.findall(r'(?:Error\s*\{|refused\(|return \{|Error\()\s*"([a-z_]+)"', file.read_text(encoding="utf-8"))}
    known = set(re.findall(r'\{"([a-z_]+)", WEGWIJS_ERROR', (core / "capi/error.cpp").read_text(encoding="utf-8")))
    numbered = set(re.findall(r"(WEGWIJS_ERROR_\w+)\}", (core / "capi/error.cpp").read_text(encoding="utf-8")))
    named = {name for name in declared(HEADER.read_text(encoding="utf-8"))["constants"] if "_ERROR_" in name}
    return [f"{file}: the error '{code}' has no number in capi/error.cpp" for code, file in sorted(used.items())
            if code not in known | OF_THE_SERVER] + \
           [f"no error has the number {name}" for name in sorted(named - numbered - {"WEGWIJS_ERROR_SERVER"})]


def self_test():
    header = "/* x */ typedef struct wegwijs_s { int32_t a; char b[4]; } wegwijs_s;\n#define WEGWIJS_OK 0\n" \
             "WEGWIJS_EXPORT const char *wegwijs_v(void);\ntypedef void (*wegwijs_cb)(void *context);\n" \
             "WEGWIJS_EXPORT wegwijs_status wegwijs_f(int a,\n int b);"
    seen = declared(header)
    assert seen["functions"] == {"wegwijs_v": "const char* (void)", "wegwijs_f": "wegwijs_status (int a, int b)"}, seen
    assert seen["structs"] == {"wegwijs_s": ["a", "b"]} and seen["callbacks"] == {"wegwijs_cb": "void (void* context)"}
    assert compared({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}, "d": 4}) == (["b.c was 2, is 3"], ["d is new"])
    assert compared({"a": 1}, {}) == (["a is gone"], [])
    real = declared(HEADER.read_text(encoding="utf-8"))
    text = HEADER.read_text(encoding="utf-8")
    assert len(real["functions"]) == text.count("\nWEGWIJS_EXPORT "), "a declaration was not understood"
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["snapshot", "exports", "codes"])
    parser.add_argument("library", nargs="?")
    parser.add_argument("--layout", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    said = parser.parse_args()
    wrong = self_test() if said.self_test else snapshot(said.layout, said.write) if said.what == "snapshot" \
        else codes() if said.what == "codes" else exports(said.library)
    print("\n".join(wrong) or "as promised")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
