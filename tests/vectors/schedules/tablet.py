"""A tablet, written from docs/protocol.md: one store that may be copied, forms, and what is shown."""
import copy

from rules import (FINAL, FIRST, UNSENT, covers, deletion, entity, final, judge, lay, parent, policy, read, reads,
                   reads_all, translate, writes)


def chain_next(before, tx):
    return (before * 6364136223846793005 + tx + 1442695040888963407) % (1 << 61)


class Store:
    """What stands on the disk: a copy of it is a copy of this."""

    def __init__(self, number, user, role):
        self.number, self.user, self.first_role, self.numbers_before = number, user, role, {}
        self.line, self.epoch = {}, 1                  # line: own number -> (parent, last seq shared with it)
        self.confirmed, self.role, self.town = {}, {}, {}            # by dossier; role also of those made here
        self.as_of, self.cursor, self.heard = {}, (0, 0), (0, 0)     # points: (place, check)
        self.made_here, self.known, self.stale, self.closed = set(), set(), set(), {}
        self.rows, self.acked, self.chain = {}, 0, {0: 0}            # seq -> row; seq -> hash
        self.refused = {}                              # seq -> code, for people
        self.roles, self.starts, self.line_starts = None, {}, {}
        self.forms = {}

    @property
    def head(self):
        return max(self.chain)

    def here(self, dossier):
        return dossier in self.confirmed or dossier in self.made_here

    def translated(self, S):
        return translate(S, self.line_starts, self.line_starts, self.starts)

    def shown(self, dossier):
        """Confirmed, and what is unsent laid over it in order."""
        records = copy.deepcopy(self.confirmed.get(dossier, {}))
        sees = lambda record, field: reads(self.role[dossier], record, field)
        for seq in range(self.acked + 1, self.head + 1):
            row = self.rows.get(seq)
            if row and row['dossier'] == dossier and not row['void'] and not row['sealed']:
                lay(records, row, self.number, UNSENT, row['at'], self.translated(row['S']), self.line, sees)
        return {r: {f: e for f, e in fields.items() if e} for r, fields in records.items() if any(fields.values())}

    def lines(self):
        """What is shown, as lines to compare."""
        lines = {'unsent': str(sum(not row['void'] for seq, row in self.rows.items() if seq > self.acked))}
        if self.refused:
            lines['refused'] = ' '.join(f'{self.rows[n]["tx"]}:{code}' for n, code in sorted(self.refused.items()))
        for dossier in sorted(set(self.confirmed) | self.made_here):
            for record, fields in self.shown(dossier).items():
                if deletion(fields):
                    lines[record] = deletion(fields)
                for field, entries in fields.items():
                    if field and entries:
                        first, open_ = read(policy(record, field), entries)
                        rest = sorted({e.value for e in entries} - {first})
                        lines[f'{record}.{field}'] = '|'.join([first] + rest) + ('!' if open_ else '')
        return lines


class Tablet:
    def __init__(self, name, store, skew):
        self.name, self.store, self.skew, self.copies = name, store, skew, []

    # ---- what a person does
    def point(self, dossier):
        return max(self.store.as_of.get(dossier, (0, 0)), self.store.cursor)

    def form_over(self, dossier):
        s = self.store
        S, check = self.point(dossier)
        return {'dossier': dossier, 'S': S, 'check': check, 'n': s.head, 'closed': s.closed.get(dossier, 0),
                'role': s.role[dossier], 'shown': s.shown(dossier)}

    def open(self, name, dossier):
        self.store.forms[name] = self.form_over(dossier)

    def reopened(self, form):
        """The form that was opened under this name, or why it cannot be used."""
        s = self.store
        if form not in s.forms:
            return None, 'niet_getoond'
        f = s.forms[form]
        if not s.here(f['dossier']):
            return None, 'dossier_weg'
        return (f, '') if not f.get('shut') else (None, 'niet_getoond')

    def save(self, tx, at, dossier, changes, kind='plain', made=(), form=None, town=None):
        """'' where it was saved as transaction tx, else the code of what refuses it."""
        s = self.store
        if town is not None:                           # it begins a dossier
            roles = s.roles if s.roles is not None else {town: s.first_role}
            role = roles.get(town)
            if not writes(role, dossier, 'naam', True):
                return 'mag_niet'
            s.role[dossier], s.town[dossier], s.as_of[dossier] = role, town, s.heard
            s.made_here.add(dossier), s.known.add(dossier)
        if form:
            f, code = self.reopened(form)
            if code:
                return code
        else:
            f = self.form_over(dossier)
        for record in made:
            if parent(record) and parent(record) not in made:
                if parent(record) not in s.shown(dossier):
                    return 'niet_getoond'
                if any(deletion(s.shown(dossier).get(above, {})) == 'hidden' for above in self.above(parent(record))):
                    return 'verwijderd'
            if not writes(f['role'], record, FIRST[entity(record)], True):
                return 'mag_niet'
        for record, field, value in changes:
            code = self.change(f, record, field, value, kind, made)
            if code:
                return code
            if kind == 'plain' and value == FINAL and record not in made:
                kind = 'guarded'
        now = s.shown(dossier)
        if kind == 'guarded':
            context = (f['S'], f['n'], f['closed'])
            for record, *_ in changes:
                for entries in now.get(record, {}).values():
                    if not all(covers(s.line, s.number, context, e) for e in entries):
                        return 'niet_getoond'
        if any(record not in now and record not in made for record, *_ in changes):
            return 'niet_getoond'
        self.store_row(tx, at, f, changes, kind, made)
        s.forms.pop(form, None)
        return ''

    @staticmethod
    def above(record):
        while record:
            yield record
            record = parent(record)

    @staticmethod
    def change(f, record, field, value, kind, made):
        if record in made:
            return '' if writes(f['role'], record, field, True) else 'mag_niet'
        fields = f['shown'].get(record)
        if fields is None:
            return 'niet_getoond'
        if field == '':
            state = deletion(fields)
            if not writes(f['role'], record, '', False):
                return 'mag_niet'
            if value == 'true' and state == 'hidden':
                return 'verwijderd'
            if value == 'false' and state == '':
                return 'niet_getoond'
            return 'bevroren' if value == 'true' and final(fields) else ''
        if entity(record) == 'meting':
            return 'append_only'
        if deletion(fields) == 'hidden':
            return 'verwijderd'
        if not writes(f['role'], record, field, False):
            return 'mag_niet'
        if final(fields) and not (kind == 'decide' and read(policy(record, field), fields.get(field, []))[1]):
            return 'bevroren'
        return judge(record, field, fields.get(field, []), value, kind)

    def store_row(self, tx, at, f, changes, kind, made):
        s = self.store
        seq = s.head + 1
        s.rows[seq] = {'tx': tx, 'seq': seq, 'dossier': f['dossier'], 'town': s.town[f['dossier']], 'at': at,
                       'S': f['S'], 'check': f['check'], 'n': f['n'], 'closed': f['closed'], 'kind': kind,
                       'made': list(made), 'writes': list(changes), 'void': False, 'sealed': False, 'code': None}
        s.chain[seq] = chain_next(s.chain[seq - 1], tx)

    # ---- copies
    def keep_copy(self):
        self.copies.append(copy.deepcopy(self.store))

    def put_back(self, number):
        self.store = copy.deepcopy(self.copies[number])
        self.store.forms.clear()

    # ---- a sync: a question at a time
    def question(self):
        s = self.store
        rows = [dict(s.rows[q], hash=s.chain[q]) for q in range(s.acked + 1, s.head + 1)]
        return copy.deepcopy({'number': s.number, 'user': s.user, 'epoch': s.epoch, 'heard': s.heard,
                              'acked': s.acked, 'rows': rows, 'chain': s.chain, 'starts': s.starts})

    def unknown(self):
        """The server does not know this number. True where there was one before it."""
        s = self.store
        if s.number not in s.numbers_before:
            return False
        s.line.pop(s.number, None)
        s.number = s.numbers_before.pop(s.number)
        return True

    def unsend_after(self, seq):
        s = self.store
        for q in range(seq + 1, s.acked + 1):
            if s.rows[q]['code'] is not None and s.rows[q]['code'] != '':
                s.rows[q]['void'] = True
            s.rows[q]['code'] = None
        s.acked = min(s.acked, seq)

    def take(self, answer):
        """True when this was the last answer of a sync."""
        s = self.store
        s.starts.update(answer['starts'])
        if answer['epoch'] != s.epoch:
            for dossier in s.known:
                s.as_of[dossier] = self.point(dossier)
            s.stale = set(s.confirmed)
            s.cursor = s.heard = (0, 0)
            s.epoch, s.line_starts = answer['epoch'], dict(answer['starts'])
            self.unsend_after(answer['last'])
            return False
        if 'fork' in answer:
            number, shared, line = answer['fork']
            s.numbers_before[number] = s.number
            s.number, s.line = number, line
            self.unsend_after(shared)
            return False
        for seq, code in answer['outcomes']:
            s.acked = seq
            row = s.rows[seq]
            row['code'] = code
            if code == 'gewist':
                self.erase(row['dossier'])
            elif code not in ('', 'void'):
                s.refused[seq] = code
        self.pull(answer)
        return s.acked == s.head

    def pull(self, answer):
        s = self.store
        s.heard = s.cursor = answer['as_of']
        s.roles = answer['roles']
        for dossier, (role, town, records) in answer['dossiers'].items():
            before = s.role.get(dossier)
            if before and before != role and not reads_all(role):
                self.seal(dossier)
            s.confirmed[dossier], s.role[dossier], s.town[dossier] = records, role, town
            s.as_of[dossier] = answer['as_of']
            s.known.add(dossier)
            s.made_here.discard(dossier)
        for dossier in answer['erased']:
            if dossier in s.known:
                self.erase(dossier)
        for dossier in answer['forget']:
            if dossier in s.known:
                self.seal(dossier)
                self.drop(dossier)
        for dossier in s.stale - set(answer['dossiers']):
            if s.confirmed.pop(dossier, None) is not None:
                s.as_of.pop(dossier, None)
        s.stale = set()
        for dossier in list(s.made_here):
            role = s.roles.get(s.town[dossier])
            if role:
                s.role[dossier] = role
            else:
                self.seal(dossier)
                self.drop(dossier)

    def seal(self, dossier):
        """Own work that may no longer be read: it can be sent, not shown. Open forms are shut."""
        s = self.store
        for row in s.rows.values():
            row['sealed'] |= row['dossier'] == dossier
        s.closed[dossier] = s.head
        for form in s.forms.values():
            if form['dossier'] == dossier:
                form['shut'] = True

    def erase(self, dossier):
        s = self.store
        for seq, row in s.rows.items():
            if row['dossier'] == dossier:
                row['void'] = True
                s.refused.pop(seq, None)
        for form in s.forms.values():
            if form['dossier'] == dossier:
                form['shut'] = True
        self.drop(dossier)

    def drop(self, dossier):
        s = self.store
        s.confirmed.pop(dossier, None)
        s.role.pop(dossier, None)
        s.made_here.discard(dossier)
