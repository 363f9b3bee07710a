#!/usr/bin/env python3
"""Makes the merge vectors: apply.json, judge.json and translate.json beside this file.

An independent model. It plays tablets that open forms, save, send and fetch, and remembers for every transaction the
set of transactions that its writer had on the screen; what a write replaces follows from those sets alone. The context
(S, n) is only noted down for the program under test. Standard library only; the seed is fixed, so a run gives the same
bytes.  generate.py [--check]   with --check nothing is written, and differing files are an error.
"""
import json
import random
import sys
from pathlib import Path

SEED = 20220101
HERE = Path(__file__).resolve().parent
PARENT = {1: 0, 2: 1, 3: 2, 4: 1}                     # record -> the record that it hangs under
POLICY = {1: 'laatste', 2: 'beoordelen', 3: 'verzameling', 4: 'eerste', 5: 'intrekking_wint', 6: 'server'}
VALUES = {3: [True, False], 5: ['ja', 'nee']}
WORDS = ['a', 'b', 'c', None]
WITHDRAWS = 'nee'
MOVES = {None: ['s0'], 's0': ['s1', 's2'], 's1': ['s2', 's3'], 's2': ['s3'], 's3': ['s0']}
DELETION = (0, '')
MASK = (1 << 64) - 1


# ---- hashing, for the fingerprints ---------------------------------------------------------------------------------

def rotate(x, by):
    return (x << by | x >> (64 - by)) & MASK


def mix(v, rounds):
    a, b, c, d = v
    for _ in range(rounds):
        a = (a + b) & MASK; b = rotate(b, 13) ^ a; a = rotate(a, 32)
        c = (c + d) & MASK; d = rotate(d, 16) ^ c
        a = (a + d) & MASK; d = rotate(d, 21) ^ a
        c = (c + b) & MASK; b = rotate(b, 17) ^ c; c = rotate(c, 32)
    return [a, b, c, d]


def siphash(data, key):
    """SipHash-2-4 (Aumasson and Bernstein, 2012)."""
    k0, k1 = (int.from_bytes(key[i:i + 8], 'little') for i in (0, 8))
    v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573]
    whole = len(data) // 8 * 8
    blocks = [int.from_bytes(data[i:i + 8], 'little') for i in range(0, whole, 8)]
    blocks.append(int.from_bytes(data[whole:].ljust(7, b'\0') + bytes([len(data) & 255]), 'little'))
    for m in blocks:
        v[3] ^= m
        v = mix(v, 2)
        v[0] ^= m
    v[2] ^= 255
    a, b, c, d = mix(v, 4)
    return a ^ b ^ c ^ d


def cbor(value):
    if value is None or isinstance(value, bool):
        return {None: b'\xf6', True: b'\xf5', False: b'\xf4'}[value]
    raw = value.encode()
    assert len(raw) < 24
    return bytes([0x60 + len(raw)]) + raw


def identity(number):
    return bytes([1] + [0] * 14 + [number])


def field_hash(record, field, entries):
    key = identity(1)                                 # record 1 is the root, so its id is the dossier's
    data = identity(record) + field[0].to_bytes(2, 'little') + len(field[1]).to_bytes(2, 'little') + field[1].encode()
    for server_seq, device, seq, at, value in entries:
        for n in (server_seq, device, seq, at, siphash(cbor(value), key)):
            data += n.to_bytes(8, 'little')
    return siphash(data, key)


# ---- people at work ------------------------------------------------------------------------------------------------

class Tablet:
    def __init__(self, number):
        self.number, self.fetched, self.seen_up_to = number, frozenset(), 0
        self.line, self.unsent, self.forms = [], [], []         # line: what it wrote itself, its parents' part included

    def open_form(self):
        self.forms.append((self.fetched | frozenset(self.line), self.seen_up_to, len(self.line)))


class Play:
    """One dossier, a few tablets, a server. A transaction's name is its index in `said`."""

    def __init__(self, rng):
        self.rng, self.said, self.order, self.branches = rng, [], [], []
        self.tablets = [Tablet(11), Tablet(12), Tablet(13)]
        self.backups = []

    def write(self, tablet):
        if not tablet.forms:
            tablet.open_form()
        seen, S, n = tablet.forms.pop(self.rng.randrange(len(tablet.forms)))
        writes = {}
        for _ in range(self.rng.choice([1, 1, 1, 2, 3])):
            record = self.rng.choice([1, 1, 2, 2, 3, 4])
            field = self.rng.choice(self.focus)
            value = self.rng.random() < .75 if field == DELETION else self.rng.choice(VALUES.get(field[0], WORDS))
            writes.setdefault((record, field), value)
        name = len(self.said)
        tablet.line.append(name)
        tablet.unsent.append(name)
        self.said.append({'device': tablet.number, 'seq': len(tablet.line), 'at': 1000 + self.rng.randrange(6), 'S': S,
                          'n': n, 'seen': seen, 'writes': writes})

    def send(self, tablet):
        if tablet.unsent:
            self.order.append(tablet.unsent.pop(0))

    def fetch(self, tablet):
        tablet.fetched, tablet.seen_up_to = frozenset(self.order), len(self.order)

    def back_up(self, tablet):
        if not tablet.unsent:
            self.backups.append((tablet.number, list(tablet.line), tablet.fetched, tablet.seen_up_to))

    def put_back(self, _):
        """A copy from a while ago goes on beside the one that it was copied from."""
        if not self.backups or len(self.tablets) > 4:
            return
        number, line, fetched, up_to = self.rng.choice(self.backups)
        copy = Tablet(18 + len(self.tablets))
        copy.line, copy.fetched, copy.seen_up_to = list(line), fetched, up_to
        self.branches.append([copy.number, number, len(line)])
        self.tablets.append(copy)

    def run(self):
        fields = [(1, ''), (2, ''), (3, 'nl'), (3, 'ar'), (4, ''), (5, ''), (6, '')]
        self.focus = self.rng.sample(fields, self.rng.choice([1, 2, 3])) + [DELETION] * self.rng.choice([0, 1, 1])
        acts = [self.write, self.send, self.fetch, Tablet.open_form, self.back_up, self.put_back]
        for _ in range(self.rng.randrange(8, 34)):
            act = self.rng.choices(acts, [10, 9, 6, 4, 2, 1])[0]
            act(self.rng.choice(self.tablets))
        if self.rng.random() < .75:                              # else what is unsent is left out
            for tablet in self.tablets:
                while tablet.unsent:
                    self.send(tablet)


# ---- what must stand -----------------------------------------------------------------------------------------------

def under(record, top):
    while record != top and record:
        record = PARENT[record]
    return record == top


class State:
    """Which transactions stand in which field. In a deletion field stand ('deleted', name) and ('against', name)."""

    def __init__(self, said):
        self.said, self.values, self.removal = said, {}, {}

    def take(self, name):
        seen = self.said[name]['seen']
        for (record, field), value in self.said[name]['writes'].items():
            if field == DELETION:
                self.take_removal(name, record, value, seen)
            else:
                standing = self.values.setdefault((record, field), [])
                standing[:] = [x for x in standing if x not in seen] + [name]
                for above in PARENT:
                    if under(record, above):
                        self.speak_against(above, name, seen)

    def take_removal(self, name, record, value, seen):
        left = {x for x in self.removal.get(record, set()) if x[1] not in seen}
        others = any(kind == 'deleted' for kind, _ in left)
        self.removal[record] = left | {('deleted' if value else 'against', name)}
        if value and not others:
            self.removal[record] |= {('against', x) for (r, _), names in self.values.items() if under(r, record)
                                     for x in names if x not in seen}

    def speak_against(self, record, name, seen):
        held = self.removal.get(record, set())
        if any(kind == 'deleted' for kind, _ in held):
            self.removal[record] = {x for x in held if x[0] == 'deleted' or x[1] not in seen} | {('against', name)}

    def fields(self):
        for (record, field), names in self.values.items():
            yield record, field, [(x, self.said[x]['writes'][record, field]) for x in names]
        for record, held in self.removal.items():
            yield record, DELETION, [(x, kind == 'deleted') for kind, x in held]


def deletion_read(held):
    kinds = {kind for kind, _ in held}
    return 'none' if 'deleted' not in kinds else 'hidden' if kinds == {'deleted'} else 'conflict'


def deletion_by_definition(said, order, record):
    """From the sets alone: does anything stand that no standing deletion's writer had seen?"""
    def standing(r, f):
        writers = [x for x in order if (r, f) in said[x]['writes']]
        return [x for x in writers if not any(x in said[y]['seen'] for y in writers)]
    own = standing(record, DELETION)
    deletions = [x for x in own if said[x]['writes'][record, DELETION]]
    if not deletions:
        return 'none'
    against = [x for x in own if x not in deletions]
    for r, f in {key for x in order for key in said[x]['writes']}:
        if f != DELETION and under(r, record):
            against += standing(r, f)
    return 'hidden' if all(any(x in said[d]['seen'] for d in deletions) for x in against) else 'conflict'


def reading(policy, entries):
    """entries: (server_seq or None, device, seq, at, value) -> (value shown, open conflict)"""
    by_clock = sorted(entries, key=lambda e: (e[3], e[1], e[2]))
    by_place = sorted(entries, key=lambda e: (e[0] is None, e[0], e[2], e[1]))
    different = len({repr(e[4]) for e in entries}) > 1
    said = [e[4] for e in entries]
    if policy == 'verzameling':
        return True in said, False
    if policy == 'intrekking_wint' and WITHDRAWS in said:
        return WITHDRAWS, False
    if policy == 'eerste':
        return by_place[0][4], different
    return by_clock[-1][4], different and policy == 'beoordelen'


# ---- the files -----------------------------------------------------------------------------------------------------

def apply_case(rng, number):
    play = Play(rng)
    while len(play.order) < 2:
        play = Play(rng)
        play.run()
    said, order = play.said, play.order
    overlay = rng.random() < .3                      # the last one is not sent yet: laid over what is confirmed
    place = {name: i + 1 for i, name in enumerate(order)}
    if overlay:
        place[order[-1]] = None
    state = State(said)
    for name in order:
        state.take(name)
    fields, reads, total = [], [], 0
    for record, field, standing in sorted(state.fields(), key=lambda x: x[:2]):
        entries = [(place[x], said[x]['device'], said[x]['seq'], said[x]['at'], value) for x, value in standing]
        entries.sort(key=lambda e: (e[0] is None, e[0] or 0, e[1], e[2], e[4] is True))
        fields.append([record, *field, [list(e) for e in entries]])
        if not overlay:
            total = (total + field_hash(record, field, entries)) & MASK
        if field != DELETION:
            reads.append([record, *field, *reading(POLICY[field[0]], entries)])
    deletions = {}
    for record in PARENT:
        deletions[record] = deletion_read(state.removal.get(record, set()))
        assert deletions[record] == deletion_by_definition(said, order, record), (number, record)
    line = {d: (p, k) for d, p, k in play.branches}
    used, todo = [], {said[x]['device'] for x in order}
    while todo:
        device = todo.pop()
        if device in line:
            used.append([device, *line[device]])
            todo.add(line[device][0])
    unique = sorted({tuple(b) for b in used})
    return {'case': number, 'branches': [list(b) for b in unique],
            'transactions': [{'server_seq': place[x], 'writes': [[r, *f, v] for (r, f), v in said[x]['writes'].items()],
                              **{k: said[x][k] for k in ('device', 'seq', 'at', 'S', 'n')}} for x in order],
            'fields': fields, 'reads': reads, 'deletions': deletions,
            'fingerprint': None if overlay else f'{total:016x}'}


def judge_case(rng, number):
    policy = rng.choice(list(POLICY.values()))
    moves = policy in ('beoordelen', 'laatste') and rng.random() < .6
    pool = ['s0', 's1', 's2', 's3'] if moves else ['ja', 'nee', 'c']
    entries = [(i + 1, rng.choice([11, 12]), i + 1, 1000 + rng.randrange(3), rng.choice(pool))
               for i in range(rng.choice([0, 1, 1, 2, 2, 3]))]
    value, kind = rng.choice(pool), rng.choice(['plain', 'plain', 'decide', 'guarded'])
    stand = {e[4] for e in entries}
    conflict = policy in ('beoordelen', 'eerste') and len(stand) > 1
    if policy == 'server':
        code = 'server'
    elif conflict and kind != 'decide':
        code = 'conflict_open'
    elif policy == 'eerste' and entries and not conflict:
        code = 'al_vastgelegd'
    elif moves and not (kind == 'decide' and value in stand) and not any(value in MOVES[x] for x in stand or {None}):
        code = 'zet'
    else:
        code = ''
    return {'case': number, 'policy': policy, 'moves': moves, 'entries': [list(e) for e in entries], 'value': value,
            'kind': kind, 'code': code}


def translate_case(rng, number):
    """Histories as lists of numbers; a restore keeps a beginning and goes on at a far higher number."""
    history, line, known, ever, top = [1], {}, {}, {1: [1]}, 1
    for _ in range(rng.randrange(4, 30)):
        if rng.random() < .25:
            branched, top = rng.choice(sorted(ever)), top + 50      # a backup of any time, of any history
            history = ever[branched]
            line = {first: at for first, at in known.items() if first in history}
            known[top + 1] = line[top + 1] = branched
        top += 1
        history = history + [top]
        ever[top] = history
    present = set(history)
    asked = sorted(rng.sample(sorted(ever), min(6, len(ever))))
    answers = [[S, max([x for x in ever[S] if x in present], default=0)] for S in asked]
    return {'case': number, 'line': sorted(line.items()), 'known': sorted(known.items()), 'translate': answers}


def text_of(cases, head=None):
    """One case a line, so that a difference can be read."""
    rows = ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)
    return '{' + ''.join(f'{json.dumps(k)}:{json.dumps(v)},\n' for k, v in (head or {}).items()) + f'"cases":[\n{rows}\n]}}\n'


def main():
    rng = random.Random(SEED)
    head = {'parents': PARENT, 'policies': POLICY, 'withdraws': WITHDRAWS}
    files = {'apply.json': text_of([apply_case(rng, i) for i in range(320)], head),
             'judge.json': text_of([judge_case(rng, i) for i in range(240)], {'withdraws': WITHDRAWS, 'moves': {k or '': v for k, v in MOVES.items()}}),
             'translate.json': text_of([translate_case(rng, i) for i in range(80)])}
    for name, content in files.items():
        if '--check' not in sys.argv:
            (HERE / name).write_text(content)
        elif (HERE / name).read_text() != content:
            sys.exit(f'{name} is not what this program makes')


if __name__ == '__main__':
    main()
