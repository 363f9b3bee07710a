#!/usr/bin/env python3
"""There is no Swift compiler where this is tested. So: does the package call every function of wegwijs.h, and does it know
every error and retry by its name and number? Prints what is missing; ends with 1 when something is."""
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = (HERE.parent.parent / "client_core/include/wegwijs/wegwijs.h").read_text(encoding="utf-8")
SWIFT = "\n".join(file.read_text(encoding="utf-8") for file in sorted((HERE / "Sources").rglob("*.swift")))


def camel(name):
    first, *rest = name.lower().split("_")
    return {"internal": "internalFault"}.get(first, first) + "".join(part.capitalize() for part in rest)


def cases(of):
    body = re.search(rf"enum {of}: Int32.*?\n}}", SWIFT, re.S)[0]
    return {name: int(number) for name, number in re.findall(r"case (\w+) = (\d+)", body)}


def constants(prefix):
    return {camel(name): int(number) for name, number in re.findall(rf"#define WEGWIJS_{prefix}_(\w+) (\d+)", HEADER)}


declared = set(re.findall(r"\b(wegwijs_\w+)\(", re.sub(r"/\*.*?\*/", "", HEADER, flags=re.S)))
called = set(re.findall(r"\b(wegwijs_\w+)\(", SWIFT))
types = set(re.findall(r"\b(?:typedef struct|typedef \w+) (wegwijs_\w+)", HEADER))
wrong = [f"{name} is never called" for name in sorted(declared - called)]
wrong += [f"{name} is called, and not in the header" for name in sorted(called - declared - types)]
for prefix, of in (("ERROR", "ErrorCode"), ("RETRY", "Retry")):
    has, must = cases(of), constants(prefix)
    wrong += [f"{of}.{name} must be {must[name]}" for name in must if has.get(name) != must[name]]
    wrong += [f"{of}.{name} is not in the header" for name in has if name not in must]
print("\n".join(wrong) or f"all {len(declared)} functions are called, all errors are known")
sys.exit(1 if wrong else 0)
