#!/usr/bin/env python3
"""Reads symbol tables with nm and fails on what may not be there.

    symbols.py deterministic OBJECT...        objects and archives that may not touch clock, chance, threads or
                                              environment; objects under a folder shared/system/ are left out
    symbols.py exports LIBRARY HEADER...      what a shared library gives away: only names that a public HEADER marks
                                              with WEGWIJS_API
    symbols.py --self-test COMPILER           compiles offenders and expects every one to be found
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Symbols that an object may not ask for, demangled, with the reason.
FORBIDDEN = {
    "the clock": r"std::chrono::.*::now\(\)|clock_gettime|gettimeofday|timespec_get|time|ftime|clock"
                 r"|localtime(_r)?|mktime",
    "chance": r"s?rand(_r)?|s?random(_r)?|[delmnj]rand48(_r)?|getrandom|getentropy|arc4random(_.*)?"
              r"|std::random_device::.*|randombytes\w*|sqlite3_randomness",
    # libsodium's own dice, thrown inside these calls
    "chance inside libsodium": r"crypto_(?!.*_seed_)\w*keypair|crypto_\w*keygen|crypto_box(_\w+)?_seal"
                               r"|crypto_pwhash(_\w+)?_str",
    "threads": r"pthread_create|std::(jthread|thread)::.*|std::this_thread::.*|nanosleep|usleep|sleep",
    "the environment": r"getenv|secure_getenv|environ",
}
SYSTEM = "/shared/system/"


def nm(arguments, files):
    """(object, type, demangled name) of every symbol."""
    listing = subprocess.run(["nm", "-A", "-C", *arguments, *files], capture_output=True, text=True)
    if listing.returncode != 0:
        sys.exit(f"nm failed: {listing.stderr.strip()}")
    for line in listing.stdout.splitlines():
        match = re.match(r"(?P<object>.*?): *[0-9a-f]* (?P<type>[A-Za-z]) (?P<name>.*)$", line)
        if match:
            yield match["object"], match["type"], match["name"]


def nondeterministic(files):
    files = [file for file in files if SYSTEM not in file]
    if not files:
        return ["no object to look at"]
    wrong = []
    for where, _, name in nm(["--undefined-only"], files):
        name = re.sub(r"@.*$", "", name)
        wrong += [f"{where}: {name}: asks for {what}" for what, pattern in FORBIDDEN.items()
                  if re.fullmatch(pattern, name)]
    return wrong


def exported_wrongly(library, headers):
    text = "\n".join(Path(header).read_text(encoding="utf-8") for header in headers)
    marked = set(re.findall(r"\w+", " ".join(re.findall(r"WEGWIJS_API\b([^;{]*)", text))))
    wrong, count = [], 0
    for _, kind, name in nm(["-D", "--defined-only"], [library]):
        if kind == "A" and re.match(r"(WEGWIJS|libwegwijs)", name):
            continue  # the name of a symbol version
        count += 1
        # "vtable for wegwijs::Store" and "wegwijs::Store::open(...)" -> the words of the qualified name
        qualified = re.match(r"(?:(?:vtable|typeinfo|typeinfo name|VTT) for )?(wegwijs::[\w:~<>\[\]]*|wegwijs_\w+)", name)
        if not qualified or not set(re.findall(r"\w+", qualified[1])) - {"wegwijs"} & marked:
            wrong.append(f"{name}: exported, but no public header marks it with WEGWIJS_API")
    return wrong or ([] if count else ["the library exports nothing"])


OFFENDERS = [  # (statement, the symbol that gives it away, what it asks for)
    ("(void)std::chrono::system_clock::now();", "system_clock::now", "the clock"),
    ("(void)std::chrono::steady_clock::now();", "steady_clock::now", "the clock"),
    ("timespec t; clock_gettime(CLOCK_REALTIME, &t);", "clock_gettime", "the clock"),
    ("timeval t; gettimeofday(&t, nullptr);", "gettimeofday", "the clock"),
    ("(void)time(nullptr);", "time", "the clock"),
    ("(void)rand();", "rand", "chance"),
    ("(void)random();", "random", "chance"),
    ("char c; (void)!getrandom(&c, 1, 0);", "getrandom", "chance"),
    ("std::random_device d; (void)d();", "random_device", "chance"),
    ("randombytes_buf(nullptr, 0);", "randombytes_buf", "chance"),
    ("crypto_sign_ed25519_keypair(nullptr, nullptr);", "crypto_sign_ed25519_keypair", "chance inside libsodium"),
    ("crypto_box_seal();", "crypto_box_seal", "chance inside libsodium"),
    ("std::thread t([] {}); t.detach();", "std::thread", "threads"),
    ("pthread_t t; pthread_create(&t, nullptr, nullptr, nullptr);", "pthread_create", "threads"),
    ("std::this_thread::sleep_for(std::chrono::seconds(1));", "nanosleep", "threads"),
    ('(void)getenv("HOME");', "getenv", "the environment"),
]
HARMLESS = ["runtime();", "crypto_sign_seed_keypair();", "crypto_box_seal_open();", "wegwijs::time(1);"]
PRELUDE = """#include <chrono>
#include <cstdlib>
#include <ctime>
#include <pthread.h>
#include <random>
#include <sys/random.h>
#include <sys/time.h>
#include <thread>
extern "C" { void runtime(); void randombytes_buf(void*, size_t); int crypto_sign_ed25519_keypair(void*, void*);
  int crypto_box_seal(); int crypto_sign_seed_keypair(); int crypto_box_seal_open(); }
namespace wegwijs { long time(int); }
"""
LIBRARY = """#define WEGWIJS_API __attribute__((visibility("default")))
namespace wegwijs { class WEGWIJS_API Store { public: virtual ~Store(); void open(); }; WEGWIJS_API int version(); }
"""
LIBRARY_BODY = """namespace wegwijs { Store::~Store() {} void Store::open() {} int version() { return 1; } }
"""


def self_test(compiler):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        def build(name, source, *flags):
            Path(folder, "a.cpp").write_text(source, encoding="utf-8")
            out = str(Path(folder, name))
            Path(out).parent.mkdir(parents=True, exist_ok=True)
            subprocess.run([compiler, "-std=c++20", *flags, str(Path(folder, "a.cpp")), "-o", out], check=True)
            return out

        # One object holds all offenders: compiling <thread> and <random> once is what costs time here.
        bodies = "".join(f"void offender_{i}() {{ {body} }}\n" for i, (body, _, _) in enumerate(OFFENDERS))
        found = nondeterministic([build("bad.o", PRELUDE + bodies, "-c")])
        for body, symbol, what in OFFENDERS:
            if not any(line.endswith(f": asks for {what}") and symbol in line for line in found):
                wrong.append(f"not found: {body} ({what})")
        harmless = "".join(f"void harmless_{i}() {{ {body} }}\n" for i, body in enumerate(HARMLESS))
        wrong += nondeterministic([build("good.o", PRELUDE + harmless, "-c")])
        wrong += nondeterministic([str(Path(folder, "good.o")), build("shared/system/bad.o", PRELUDE + bodies, "-c")])
        if not nondeterministic([str(Path(folder, "shared/system/bad.o"))]):
            wrong.append("a check of no object passed")

        header = Path(folder, "store.hpp")
        header.write_text(LIBRARY, encoding="utf-8")
        flags = ("-shared", "-fPIC")
        wrong += exported_wrongly(build("good.so", LIBRARY + LIBRARY_BODY, *flags), [header])
        for name, leak in {"sqlite3_open": 'extern "C" int sqlite3_open() { return 0; }',
                           "wegwijs::merge::apply": "namespace wegwijs::merge { int apply() { return 0; } }",
                           "wegwijs::to_hex": "namespace wegwijs { int to_hex() { return 0; } }"}.items():
            leaks = exported_wrongly(build("bad.so", LIBRARY + LIBRARY_BODY + leak, *flags), [header])
            if len(leaks) != 1 or name not in leaks[0]:
                wrong.append(f"{name} leaked, found {leaks or 'nothing'}")
    print("\n".join(wrong) if wrong else f"{len(OFFENDERS)} offenders and 3 leaks found out, the harmless ones passed")
    return 1 if wrong else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--self-test":
        return self_test(arguments[1])
    if len(arguments) >= 2 and arguments[0] == "deterministic":
        wrong = nondeterministic(arguments[1:])
    elif len(arguments) >= 3 and arguments[0] == "exports":
        wrong = exported_wrongly(arguments[1], arguments[2:])
    else:
        sys.exit(__doc__)
    print("\n".join(wrong) if wrong else "nothing forbidden")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
