#!/usr/bin/env python3
"""Writes the vectors of this folder. An implementation of docs/protocol.md of its own: it shares no code with the project.

    generate.py            writes NAME.hex for each vector
    generate.py --check    exits with 1 when a file differs
"""
import hashlib
import sys
from pathlib import Path

NULL, TRUE, FALSE, UNDEFINED = b"\xf6", b"\xf5", b"\xf4", b"\xf7"
MORNING = 1_790_000_000_000
UNSENT = 2**64 - 1


# ---- CBOR, core deterministic encoding
def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size:
            return bytes([major << 5 | code]) + n.to_bytes(size, "big")
    raise ValueError(n)


def num(n):
    return head(0, n) if n >= 0 else head(1, -1 - n)


def octets(b):
    return head(2, len(b)) + b


def text(t):
    return head(3, len(t.encode())) + t.encode()


def array(*items):
    return head(4, len(items)) + b"".join(items)


def message(entries):
    return head(5, len(entries)) + b"".join(num(k) + v for k, v in sorted(entries.items()))



def flat(items):
    return [part for item in items for part in item]


def any_id(n):
    return bytes((n * 37 + i * 11 + 1) % 256 for i in range(16))


def id_or_null(i):
    return NULL if i is None else octets(i)


def key(k):
    return num(k[0]) if k[1] == "" else array(num(k[0]), text(k[1]))


def wrapped(n):
    """A difference modulo 2^64, as a signed number of 64 bits."""
    n %= 2**64
    return num(n - 2**64 if n >= 2**63 else n)


# ---- transactions: dictionaries; a write is (record, key, value)
def groups(t, name_of):
    out, before = [], None
    for record, k, value in t["writes"]:
        if record != before:
            out.append((name_of(record), []))
            before = record
        out[-1][1].extend([key(k), value])
    return array(*flat((name, array(*parts)) for name, parts in out))


def record_head(c, parent_of=octets):
    return array(octets(c[0]), num(c[1]), NULL if c[2] is None else parent_of(c[2]))


def own_seen(n, t):
    """Up to where the own work had been seen, or how far back that lies; with the sealed work where there is some."""
    return array(num(n), num(t["closed"])) if t.get("closed") else num(n)


def canonical(t):
    named = [c[0] for c in t["created"] + t["touched"]]
    return array(num(1), num(t["seq"]), octets(t["nonce"]), octets(t["dossier"]), text(t["municipality"]), num(t["pack"]),
                 num(t["at"]), num(t["S"]), octets(t["check"]), own_seen(t["n"], t), num(t["kind"]),
                 array(*map(record_head, t["created"])), array(*map(record_head, t["touched"])),
                 groups(t, lambda record: num(named.index(record))))


def rows(transactions, dossiers, records):
    out, last = b"", {"at": 0, "dossier": None, "S": 0, "check": b"", "municipality": "", "pack": 0}

    def known(i):
        return num(records[i]) if i in records else octets(i)

    for t in transactions:
        created = [c[0] for c in t["created"]]
        heads = {c[0]: c for c in t["touched"]}

        def name_of(record):
            if record in created:
                return num(-1 - created.index(record))
            return num(records[record]) if record in records else record_head(heads[record], known)

        same = t["S"] == last["S"] and t["check"] == last["check"]
        parts = [octets(t["nonce"]), num(t["at"] - last["at"])]
        if t["dossier"] == last["dossier"]:
            parts.append(NULL)
        else:
            parts.append(num(dossiers[t["dossier"]]) if t["dossier"] in dossiers else octets(t["dossier"]))
        parts.append(groups(t, name_of))
        back = t["seq"] - 1 - t["n"]
        others = any(t[k] != last[k] for k in ("municipality", "pack"))
        if not same or back or t.get("closed") or t["kind"] or created or others:
            parts.append(array(
                NULL if same else array(num(t["S"]), octets(t["check"])), own_seen(back, t), num(t["kind"]),
                NULL if t["municipality"] == last["municipality"] else text(t["municipality"]),
                NULL if t["pack"] == last["pack"] else num(t["pack"]),
                array(*(record_head(c, known) for c in t["created"]))))
        out += array(*parts)
        last = t
    return out


def story():
    root, plan, goal, old = (any_id(n) for n in (1, 2, 3, 4))

    def basic(seq, **more):
        t = {"seq": seq, "nonce": bytes([ord("A") + seq]) * 16, "dossier": root, "municipality": "0405", "pack": 1,
             "at": MORNING + seq * 1000, "S": 0, "n": seq - 1, "check": bytes(8), "kind": 0, "created": [], "touched": []}
        return {**t, **more}

    begin = basic(1, created=[(root, 1, None), (plan, 2, root)],
                  writes=[(root, (1, ""), text("Zarghuna")), (root, (4, "ar"), TRUE), (plan, (1, ""), text("concept"))])
    edit = basic(2, created=[(goal, 3, plan)], touched=[(old, 2, root), (root, 1, None)],
                 writes=[(goal, (1, ""), num(-5)), (old, (2, ""), NULL), (root, (1, ""), text("Zarghuna S.")),
                         (old, (0, ""), TRUE)])
    decision = basic(3, kind=1, S=900, n=1, check=b"history!", municipality="0420", pack=2,
                     at=MORNING + 3000 - 86_400_000, touched=[(root, 1, None)], writes=[(root, (1, ""), text("Zarghuna"))])
    following = {**decision, "seq": 4, "kind": 0, "n": 3, "nonce": b"z" * 16}
    return [begin, edit, decision, following]


def after_sealed():
    """The phone of a person by one whose own work up to 4 was sealed unseen, twice; then work in another dossier."""
    def edit(seq, person, **more):
        return {"seq": seq, "nonce": bytes([ord("A") + seq]) * 16, "dossier": person, "municipality": "0405", "pack": 1,
                "at": MORNING + seq * 1000, "S": 0, "n": seq - 1, "check": bytes(8), "kind": 0, "created": [],
                "touched": [(person, 1, None)], "writes": [(person, (2, ""), text("0612345678"))], **more}

    return [edit(7, any_id(1), closed=4), edit(8, any_id(1), closed=4), edit(9, any_id(2))]


# ---- states: fields are (key, [(stamp, value), ...]); a stamp is (server_seq, device, seq, at)
class Stamps:
    def __init__(self):
        self.all = []

    def place(self, stamp):
        if stamp not in self.all:
            self.all.append(stamp)
        return num(self.all.index(stamp))

    def encoded(self):
        before, out = (0, 0, 0, 0), []
        for stamp in self.all:
            out += [wrapped(a - b) for a, b in zip(stamp, before)]
            before = stamp
        return array(*out)


def fields_of(fields, stamps, own=0):
    def value(entry):
        return UNDEFINED if own and entry[0][1] == own else entry[1]

    if fields and all(len(e) == 1 and e[0][0] == fields[0][1][0][0] for _, e in fields):
        return array(stamps.place(fields[0][1][0][0]), array(*flat((key(k), value(e[0])) for k, e in fields)))
    parts = []
    for k, e in fields:
        if len(e) == 1:
            parts += [key(k), stamps.place(e[0][0]), value(e[0])]
        else:
            parts += [key(k), array(*(stamps.place(one[0]) for one in e)), array(*map(value, e))]
    return array(NULL, array(*parts))


def state(fields):
    stamps = Stamps()
    body = fields_of(fields, stamps)
    return array(stamps.encoded(), body)


def states():
    first, second, third = (5, 2, 1, MORNING), (9, 3, 7, MORNING + 60_000), (12, 2, 4, MORNING - 1000)
    fresh = [((1, ""), [(first, text("Hodan"))]), ((2, ""), [(first, NULL)]), ((4, "so"), [(first, TRUE)])]
    edited = [((0, ""), [(first, FALSE), (second, TRUE)]), ((1, ""), [(third, text("Hodan W."))]),
              ((2, ""), [(first, text("06-1")), (second, text("06-2")), (third, text("06-3"))]),
              ((4, "so"), [((UNSENT, 2, 5, MORNING + 1), TRUE)])]
    return {"state_fresh": state(fresh), "state_edited": state(edited)}


# ---- messages
def point(seq, check):
    return array(num(seq), octets(check))


def item(whole, own):
    stamps, before, records = Stamps(), 0, []
    mine, theirs = (880, 7, 38, MORNING), (881, 8, 2, MORNING + 5)
    for number, about, fields in (
            (30, (any_id(1), 1, None), [((1, ""), [(mine, text("Amal"))])]),
            (28, (any_id(2), 2, any_id(1)), [((1, ""), [(mine, text("a")), (theirs, text("b"))]), ((5, "nl"), [(theirs, TRUE)])]),
            (31, None, [((2, ""), [(theirs, NULL)])])):
        records.append(array(num(number - before), record_head(about) if about else NULL,
                             fields_of(fields, stamps, own)))
        before = number
    return array(num(0), num(12), octets(any_id(1)), text("klantmanager"), text("0405"), num(3 if whole else 2),
                 stamps.encoded(), array(*records), array(octets(any_id(4))), num(0x123456789ABCDEF0))


def own_item():
    stamps = Stamps()
    record = array(num(30), record_head((any_id(2), 2, any_id(1))), stamps.place((900, 7, 41, MORNING)))
    return array(num(0), num(12), octets(any_id(1)), text(""), text(""), num(2), stamps.encoded(), array(record), array(),
                 num(0))


def short_item(what):
    return array(num(what), num(13), octets(any_id(5)), text(""), text(""), num(2), array(), array(), array(), num(0))


def messages():
    request = {
        0: num(1), 1: num(3), 2: array(num(40), octets(b"h" * 16)), 3: num(38), 4: point(900, b"heard---"),
        5: point(800, b"base----"), 6: num(12), 7: point(900, b"end-----"),
        8: array(num(12), num(34), num(800), num(880), TRUE), 9: num(65536), 10: num(2),
        11: array(num(1), num(0), num(500), num(450)), 12: array(octets(any_id(1)), octets(any_id(2))),
        13: array(num(10), octets(b"a" * 16), num(20), octets(b"b" * 16)), 14: TRUE,
        15: array(num(3), num(2**64 - 1), num(12), num(5)), 16: TRUE, 17: num(39), 18: num(2), 19: octets(b"p" * 16),
        20: octets(b"rows")}
    answer = {
        0: num(1), 1: num(3), 2: array(num(1), num(0)), 3: num(5),
        4: array(num(9), num(4), num(6), array(*map(num, (9, 7, 4, 7, 0, 0)))), 5: array(num(0), num(256)), 6: num(39),
        7: array(octets(b"o" * 16), array(
            array(num(39), num(2), num(901)), array(num(41), num(1), num(903), num(MORNING), NULL),
            array(num(42), num(1), num(904), NULL, num(0)),
            array(num(43), num(1), text("no_right"), text("Dit mag niet.")))),
        8: point(950, b"as of---"), 9: array(text("0405"), text("klantmanager")), 10: num(2), 11: octets(b"{}"), 12: num(12),
        13: point(950, b"end-----"), 14: array(num(13), num(0), num(800), num(950), FALSE), 15: TRUE, 16: num(30),
        17: array(item(True, 0), short_item(1), short_item(2)), 18: array(num(12)), 19: num(MORNING),
        20: array(num(8), text("bram"))}
    again = {0: num(1), 1: num(3), 5: point(800, b"base----"), 21: num(31),
             22: array(num(12), num(820), num(2**64 - 1), num(900))}
    naming = {0: num(1), 1: num(1), 17: num(40), 18: num(3), 19: octets(b"b" * 16), 23: octets(b"n" * 16)}
    ahead = {0: num(1), 1: octets(b"n" * 16), 2: num(40), 3: num(3), 4: octets(b"b" * 16), 5: octets(b"rows")}
    least = message({0: num(1), 1: num(5)})
    return {"request_least": least, "request_full": message(request), "answer_least": least,
            "answer_full": message(answer), "item_whole": item(True, 0), "item_changes": item(False, 7),
            "item_whole_own_left_out": item(True, 7), "item_forget": short_item(1), "request_again": message(again),
            "item_own": own_item(), "request_naming_rows": message(naming), "rows_ahead": message(ahead)}


def vectors():
    all_vectors, chain, hashes = {}, bytes(16), b""
    for n, t in enumerate(story(), 1):
        all_vectors[f"transaction_{n}"] = canonical(t)
        chain = hashlib.blake2b(chain + canonical(t), digest_size=16).digest()
        hashes += chain
    root, old = any_id(1), any_id(4)
    all_vectors["transaction_closed"] = canonical(after_sealed()[0])
    all_vectors["rows_closed"] = rows(after_sealed(), {}, {})
    return {**all_vectors, "chain": hashes, "rows_by_id": rows(story(), {}, {}),
            "rows_by_number": rows(story(), {root: 7}, {root: 70, old: 71}), **states(), **messages()}


def main():
    folder, different = Path(__file__).parent, False
    for name, made in vectors().items():
        lines = made.hex()
        wanted = "\n".join(lines[i:i + 120] for i in range(0, len(lines), 120)) + "\n"
        place = folder / f"{name}.hex"
        if "--check" not in sys.argv:
            place.write_text(wanted)
        elif not place.exists() or place.read_text() != wanted:
            different = True
            print(f"{name}.hex differs")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
