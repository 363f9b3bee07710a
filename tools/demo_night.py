"""What comes after the day: the delivery of the night, checked as its receiver would, and the pilot report."""
import csv
import ctypes
import hashlib
import json
import os
from base64 import b64decode, b64encode

from demo_programs import Wrong


class Receiver:
    """WerkSaam: the only one with the key that opens BSNs and V-numbers."""

    def __init__(self, sodium):
        self.sodium = sodium
        self.public, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(32)
        if sodium.sodium_init() < 0 or sodium.crypto_box_keypair(self.public, self.secret) != 0:
            raise Wrong("libsodium made no key for WerkSaam")

    @staticmethod
    def make():
        """None where libsodium, which the programs use too, cannot be loaded by itself."""
        for name in ("libsodium.so.23", "libsodium.so.26", "libsodium.so"):
            try:
                return Receiver(ctypes.CDLL(name))
            except OSError:
                continue
        return None

    @property
    def key(self):
        return b64encode(self.public.raw).decode()

    def open(self, sealed):
        closed = b64decode(sealed)
        plain = ctypes.create_string_buffer(max(1, len(closed) - 48))
        size = ctypes.c_ulonglong(len(closed))
        if self.sodium.crypto_box_seal_open(plain, closed, size, self.public, self.secret) != 0:
            raise Wrong("WerkSaam cannot open a number that was sealed for it")
        return plain.raw.decode()


class Delivery:
    """A delivery as its receiver finds it: a folder. Reading it checks every file against the manifest."""

    def __init__(self, answer):
        self.answer, self.folder = answer, answer["folder"]
        self.bytes = {}
        for name in sorted(os.listdir(self.folder)):
            with open(os.path.join(self.folder, name), "rb") as file:
                self.bytes[name] = file.read()
        self.manifest = json.loads(self.bytes["manifest.json"])
        self.check()

    def check(self):
        listed = {file["naam"]: file for file in self.manifest["bestanden"]}
        if set(self.bytes) != set(listed) | {"manifest.json"} or set(self.bytes) != set(self.answer["files"]):
            raise Wrong("the folder of the delivery does not hold the files of its manifest")
        rows = 0
        for name, about in listed.items():
            content = self.bytes[name]
            if hashlib.sha256(content).hexdigest() != about["sha256"] or len(content) != about["bytes"]:
                raise Wrong(f"{name} is not what the manifest says")
            if name.endswith(".ndjson"):
                rows += about["rijen"]
                if len(self.rows(name)) != about["rijen"]:
                    raise Wrong(f"{name} does not have the rows that the manifest says")
        if rows != self.manifest["rijen"] or rows != self.answer["rows"]:
            raise Wrong("the rows of the files do not add up to what the manifest says")

    def rows(self, name):
        return [json.loads(line) for line in self.bytes[name].decode().splitlines()]

    def head(self):
        """The manifest up to its list of files."""
        return self.bytes["manifest.json"].decode().split('  "bestanden"')[0].rstrip()

    def table(self):
        """Its list of files, a line each."""
        return "\n".join(f"{file['naam']:<24}{file['rijen']:>5} rows{file['bytes']:>8} bytes   "
                         f"sha256 {file['sha256'][:16]}..." for file in self.manifest["bestanden"])

    def holds(self, value):
        return [name for name, content in self.bytes.items() if value.encode() in content]


def private_values(tablet):
    """What a tablet knows that may not go out readable: numbers of people, and texts of the classes C and D."""
    numbers, texts = {}, set()
    for entity in tablet.kinds():
        fields = {field["name"]: field for field in tablet("fields", entity)}
        for record in tablet("list", entity):
            for name, value in record["fields"].items():
                field = fields[name]
                if field["type"] in ("bsn", "v_number"):
                    numbers[record["id"], name] = value
                elif field["class"] in ("C", "D") and isinstance(value, str) and len(value) >= 8:
                    texts.add(value)
    return numbers, texts


def check_private(delivery, numbers, texts, receiver):
    """No number and no text of class C or D is readable; sealed numbers open to the right ones. Gives their count."""
    for value in [*numbers.values(), *texts]:
        if delivery.holds(value):
            raise Wrong(f"{delivery.holds(value)[0]} holds a value that may not leave the server readable")
    opened = 0
    for row in delivery.rows("deelnemers.ndjson"):
        for name in ("bsn", "v_nummer"):
            sealed, right = row.get(f"{name}_verzegeld"), numbers.get((row["id"], name))
            if receiver is None or row["wijziging"] == "vervallen":
                right = None
            if (sealed is None) != (right is None) or (sealed and receiver.open(sealed) != right):
                raise Wrong(f"the delivery does not carry the sealed {name} of everybody who has one")
            opened += sealed is not None
    return opened


def same_bytes(one, other):
    if one.bytes != other.bytes:
        differ = sorted(n for n in set(one.bytes) | set(other.bytes) if one.bytes.get(n) != other.bytes.get(n))
        raise Wrong(f"the same night again gave other bytes: {', '.join(differ)}")


def check_report(report, people, municipalities):
    """The report against what the demo itself knows of its forty people."""
    finished = {code: 0 for code, _, _ in municipalities}
    for person in people:
        finished[person.municipality] += person.talk is not None
    said = [(m["code"], m["name"], m["participated"], m["quota"]) for m in report["municipalities"]]
    right = [(code, name, finished[code], quota) for code, name, quota in municipalities]
    for one, other in zip(said, right):
        if one != other:
            raise Wrong(f"the report says {one[2]} of {one[3]} for {one[1]}, and it should be {other[2]} of {other[3]}")
    if len(said) != len(right):
        raise Wrong(f"the report has {len(said)} municipalities, and it should have {len(right)}")
    if report["participated"] != sum(finished.values()) or report["quota"] != len(people) or report["elsewhere"] != 0:
        raise Wrong("the totals of the report are not those of the pilot")
    with open(report["files"][1], encoding="utf-8-sig", newline="") as file:
        cells = {(row["onderdeel"], row["rij"], row["kolom"]): row["waarde"] for row in csv.DictReader(file)}
    first = report["tables"]["gemeenten"]["title"]
    counts = [(name, finished[code]) for code, name, _ in municipalities]
    for name, count in [*counts, ("Totaal", report["participated"])]:
        if cells.get((first, name, "Deelgenomen")) != str(count):
            raise Wrong(f"the CSV of the report does not have the count of {name}")
    # One person finished the whole case: a count that small may not show, the head count apart.
    small = dict((row[0], row[1]) for row in report["tables"]["intake"]["rows"])
    if small["Traject afgerond"] != "< 5":
        raise Wrong("the report shows a count of one person")
    with open(report["files"][0], encoding="utf-8") as file:
        page = file.read()
    if "<html lang=\"nl\">" not in page or not all(name in page for _, name, _ in municipalities):
        raise Wrong("the page of the report is not whole")
