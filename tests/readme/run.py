#!/usr/bin/env python3
"""Takes the example with which a README begins, compiles it, and runs it against a real server.

    run.py c README --server PROGRAM --client PROGRAM --compiler CC --library FILE
    run.py java README --server PROGRAM --client PROGRAM --compiler JAVAC --java JAVA --library FILE --jar JAR

The example may have 20 lines. It gets the words PATH PIN SERVER CODE, and must leave a person called Noor at the server, whom
the program `wegwijs` then finds.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "contract"))
from town import Server  # noqa: E402

LONGEST_SECONDS = 120  # what takes longer hangs
PIN, REGION = "geheim-48213", "0405"


def example_of(readme, language):
    text = readme.read_text(encoding="utf-8")
    found = re.match(rf"# [^\n]+\n\n```{language}\n(.*?)^```$", text, re.S | re.M)
    if not found:
        sys.exit(f"{readme.name} does not begin with an example in {language}")
    lines = found[1].count("\n")
    if lines > 20:
        sys.exit(f"the example in {readme.name} has {lines} lines, more than 20")
    return found[1]


def run(*words, **how):
    done = subprocess.run(words, text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=LONGEST_SECONDS, **how)
    if done.returncode != 0:
        sys.exit(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def c_program(said, example, folder):
    source, made = folder / "example.c", folder / "example"
    source.write_text(example, encoding="utf-8")
    run(said.compiler, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", ROOT / "client_core/include", source,
        said.library, f"-Wl,-rpath,{said.library.parent}", "-o", made)
    return [made]


def java_program(said, example, folder):
    source = folder / "Example.java"
    source.write_text(example, encoding="utf-8")
    run(said.compiler, "--release", "11", "-Xlint:all,-options", "-Werror", "-cp", said.jar, "-d", folder, source)
    return [said.java, f"-Djava.library.path={said.library.parent}", "-cp", f"{folder}:{said.jar}", "Example"]


def person_at(server, client, folder):
    """What another device gets of the server."""
    code = server.ask("enrol-code", "anna")["code"]
    here = ["--store", folder / "other.db", "--json"]
    env = dict(os.environ, WEGWIJS_PIN=PIN)
    run(client, "init", "--server", server.url, "--code", code, *here, env=env)
    run(client, "sync", *here, env=env)
    return json.loads(run(client, "list", "deelnemer", *here, env=env))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=["c", "java"])
    for name in ("readme", "--server", "--client", "--library"):
        parser.add_argument(name, type=Path, **({"required": True} if name.startswith("--") else {}))
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--java")
    parser.add_argument("--jar", type=Path)
    return parser.parse_args()


def main():
    said = arguments()
    example = example_of(said.readme, said.language)
    with tempfile.TemporaryDirectory(prefix="wegwijs-readme-") as name:
        folder = Path(name)
        program = (c_program if said.language == "c" else java_program)(said, example, folder)
        server = Server(str(said.server), name)
        server.start()
        try:
            server.ask("user", "add", "anna", "--role", "klantmanager", "--gemeente", REGION)
            code = server.ask("enrol-code", "anna")["code"]
            printed = run(*program, folder / "store.db", PIN, server.url, code)
            people = person_at(server, said.client, folder)
        finally:
            server.stop()
    print(printed, end="")
    if [one["fields"]["weergavenaam"] for one in people] != ["Noor"] or people[0]["id"] not in printed:
        sys.exit(f"the server has {people}")


if __name__ == "__main__":
    main()
