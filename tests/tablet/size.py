#!/usr/bin/env python3
"""Prints how large a shared library is once stripped, and fails when that is too much, or when it asks the device for
another library than those of the language.

usage: size.py --strip PROGRAM --readelf PROGRAM --at-most BYTES LIBRARY
"""
import argparse
import gzip
import os
import re
import subprocess
import sys
import tempfile

# A device has these, or an app carries them for all that is written in C++.
OF_THE_LANGUAGE = {"libc", "libm", "libstdc++", "libc++_shared", "libgcc_s", "libpthread", "ld-linux-aarch64",
                   "ld-linux-x86-64"}


def main():
    parser = argparse.ArgumentParser()
    for name in ("--strip", "--readelf"):
        parser.add_argument(name, required=True)
    parser.add_argument("--at-most", type=int, required=True)
    parser.add_argument("library")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "stripped.so")
        subprocess.run([said.strip, "--strip-unneeded", "-o", stripped, said.library], check=True)
        with open(stripped, "rb") as file:
            content = file.read()
        listed = subprocess.run([said.readelf, "-d", stripped], check=True, capture_output=True, text=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.+?)\]", listed)
    print(f"{os.path.basename(said.library)}: {len(content)} bytes stripped, {len(gzip.compress(content, 9))} in gzip; "
          f"at most {said.at_most}; asks for {', '.join(needed)}")
    strange = [name for name in needed if name.split(".so")[0] not in OF_THE_LANGUAGE]
    if strange:
        print(f"it asks for what a tablet need not have: {', '.join(strange)}")
    if len(content) > said.at_most:
        print("it is too large")
    return 1 if strange or len(content) > said.at_most else 0


if __name__ == "__main__":
    sys.exit(main())
