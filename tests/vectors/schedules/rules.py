"""The rules of merging and of the small domain of tests/packs/kas.json, written from MERGE.md: no state, no chance.

A record's name says where it hangs: k1 is a greenhouse and a dossier, k1.p2 a plant in it, k1.p2.m3 a measurement.
A set's element is a field of its own: talen:nl. The deletion field has the name ''.
"""
from collections import namedtuple

UNSENT = 1 << 62                                       # the place of what the server has not placed yet
DAY = 86_400_000
LATE = 14 * DAY
AHEAD = 5 * 60_000

# tx: which save wrote it; only for people and for comparing, never for a decision
Entry = namedtuple('Entry', 'place device seq at value tx')

ENTITY = {'k': 'kas', 'p': 'plant', 'm': 'meting'}
POLICY = {
    'kas': {'naam': 'laatste', 'telefoon': 'laatste', 'oppervlak': 'beoordelen', 'talen': 'verzameling',
            'geopend': 'eerste', 'toestemming': 'intrekking_wint', 'kosten': 'beoordelen'},
    'plant': {'soort': 'beoordelen', 'status': 'beoordelen', 'bijnamen': 'verzameling', 'notitie': 'beoordelen'},
    'meting': {'hoogte_mm': 'eerste'},
}
FIRST = {'kas': 'naam', 'plant': 'soort', 'meting': 'hoogte_mm'}
MOVES = {None: ['gezaaid'], 'gezaaid': ['groeit'], 'groeit': ['gezaaid', 'geoogst'], 'geoogst': []}
FINAL = 'geoogst'                                      # a guarded value: with it a plant cannot change any more
BOSS_READS, BOSS_WRITES = {'kosten', 'notitie'}, {'naam', 'geopend', 'kosten', 'notitie'}
ROLES = ('baas', 'hulp')


def entity(record):
    return ENTITY[record.rpartition('.')[2][0]]


def parent(record):
    return record.rpartition('.')[0]


def dossier_of(record):
    return record.partition('.')[0]


def under(record, top):
    return record == top or record.startswith(top + '.')


def reads(role, record, field):
    """May this role (None: no right) read the field?"""
    if role is None or role == 'baas':
        return role == 'baas'
    return entity(record) != 'meting' and field.partition(':')[0] not in BOSS_READS


def reads_all(role):
    return role == 'baas'


def writes(role, record, field, creates):
    if role is None:
        return False
    if creates:
        return role == 'baas' or (entity(record) != 'kas' and field not in BOSS_WRITES)
    if field == '':
        return role == 'baas' and entity(record) != 'meting'
    if role == 'baas':
        return True
    return entity(record) == 'meting' or field.partition(':')[0] not in BOSS_WRITES


def policy(record, field):
    return POLICY[entity(record)][field.partition(':')[0]]


# ---- who has seen what ---------------------------------------------------------------------------------------------

def own(line, device, n, e):
    """Is the entry of the device's line (through its parents, as far as they are shared), and not after n?"""
    while device:
        if e.device == device:
            return e.seq <= n
        device, shared = line.get(device, (0, 0))
        n = min(n, shared)
    return False


def covers(line, device, context, e):
    S, n, closed = context
    return e.place <= S or (e.seq > closed and own(line, device, n, e))


def translate(S, gaps, line, known):
    """Where a context of a history that was cut off goes back to. gaps, line, known: first place -> branched off at."""
    while True:
        before = S
        while True:                                    # along its own history, until the present line went through it
            start = max((b for b in known if b <= S), default=None)
            if start is None or start in line:
                break
            S = min(S, known[start])
        S = min([S] + [r for b, r in gaps.items() if r < S < b])
        if S == before:
            return S


# ---- laying a transaction over records -----------------------------------------------------------------------------

def deletion(fields):
    """'' (shown), 'hidden' or 'conflict'"""
    values = {e.value for e in fields.get('', ())}
    return '' if 'true' not in values else 'hidden' if values == {'true'} else 'conflict'


def in_order(entries):
    return sorted(entries, key=lambda e: (e.place, e.device, e.seq, e.value == 'true'))


def add(entries, e):
    return entries if e in entries else in_order(entries + [e])


def lay(records, tx, device, place, at, S, line, sees=None):
    """One transaction over the records of its dossier: record -> field -> entries, which changes."""
    context = (S, tx['n'], tx['closed'])
    seen = lambda e: covers(line, device, context, e)
    for record, field, value in tx['writes']:
        if record not in records and record not in tx['made']:
            continue
        fields = records.setdefault(record, {})
        if sees and not sees(record, field):
            continue
        mine = Entry(place, device, tx['seq'], at, value, tx['tx'])
        same = lambda e: (e.place, e.device, e.seq) == (place, device, tx['seq'])
        if field != '':
            fields[field] = add([e for e in fields.get(field, []) if not seen(e) and not same(e)], mine)
            above = record
            while above:                               # it stands against every deletion that stands above it
                held = records.get(above, {}).get('', [])
                if any(e.value == 'true' for e in held):
                    kept = [e for e in held if e.value == 'true' or not seen(e)]
                    records[above][''] = add(kept, mine._replace(value='false'))
                above = parent(above)
            continue
        fields[''] = add([e for e in fields.get('', []) if not seen(e)], mine)
        if value != 'true' or sum(e.value == 'true' for e in fields['']) > 1:
            continue
        for other, its in records.items():             # what this writer had not seen stands against it
            if not under(other, record):
                continue
            for name, entries in its.items():
                for e in entries if name else ():
                    if not seen(e):
                        fields[''] = add(fields[''], e._replace(value='false'))


# ---- reading and judging -------------------------------------------------------------------------------------------

def winner(entries):
    return max(entries, key=lambda e: (e.at, e.device, e.seq))


def read(rule, entries):
    """The value shown, and whether a person has to decide."""
    if not entries:
        return None, False
    differ = len({e.value for e in entries}) > 1
    if rule == 'verzameling':
        return ('true' if any(e.value == 'true' for e in entries) else 'false'), False
    if rule == 'intrekking_wint':
        refusals = [e for e in entries if e.value == 'false']
        return winner(refusals or entries).value, False
    if rule == 'laatste':
        return winner(entries).value, False
    if rule == 'eerste':
        return in_order(entries)[0].value, differ
    return winner(entries).value, differ


def judge(record, field, seen, value, kind):
    """'' where one who was shown these entries may write this, else a code."""
    rule = policy(record, field)
    _, conflict = read(rule, seen)
    if conflict and kind != 'decide':
        return 'conflict_open'
    if rule == 'eerste' and seen and not conflict:
        return 'al_vastgelegd'
    if field == 'status':
        before = {e.value for e in seen} or {None}
        kept = kind == 'decide' and value in before
        if not kept and not any(value in MOVES[b] for b in before):
            return 'zet'
    return ''


def final(fields):
    return any(e.value == FINAL for e in fields.get('status', ()))
