"""The server, written from docs/protocol.md: the order of all work, who may see what, forks, and being put back.

It sends whole dossiers and everything at once: rounds, parts and budgets change nothing of what must come of a sync.
"""
import copy

from rules import (AHEAD, LATE, covers, final, judge, lay, own, reads, translate, under, writes)


class Office:
    BACKED_UP = ('order', 'checks', 'places', 'epoch', 'starts', 'declared', 'devices', 'holder', 'grants', 'dossiers',
                 'erased', 'next_number')

    def __init__(self):
        self.order, self.checks, self.places, self.salt = 0, {0: 0}, [], 0
        self.epoch, self.starts, self.declared = 1, {}, {}
        self.devices, self.holder, self.next_number = {}, {}, 1
        self.grants, self.dossiers, self.erased, self.gone = [], {}, {}, set()
        self.now = 0
        self.place('genesis'), self.place('pack')

    # ---- the one order
    def place(self, what):
        self.salt += 1                                 # what is sealed is never the same twice
        self.checks[self.order + 1] = (self.checks[self.order] * 31 + self.salt) % (1 << 61)
        self.order += 1
        if isinstance(what, int):
            self.places.append((self.order, what))
        return self.order

    def point(self):
        return self.order, self.checks[self.order]

    # ---- administration
    def enrol(self, user):
        number, self.next_number = self.next_number, self.next_number + 1
        self.devices[number] = {'user': user, 'parent': 0, 'shared': 0, 'first': 1, 'last': 0, 'chain': {0: (0, '')}}
        self.place('enrol')
        return number

    def grant(self, user, where, role):
        """where: a municipality, or a dossier. role None: the right ends."""
        for g in self.grants:
            if g['user'] == user and g['where'] == where and g['end'] is None:
                g['end'] = self.place('end')
                g['end_at'] = self.now
        if role:
            self.grants.append({'user': user, 'where': where, 'role': role, 'from': self.place('grant'), 'at': self.now,
                                'end': None, 'end_at': None})

    def move(self, dossier, town):
        self.dossiers[dossier]['towns'].append((self.place('move'), town, self.now))

    def erase(self, dossier):
        had_sight = {g['user'] for g in self.grants if self.had_sight(g['user'], dossier)}
        self.place('erase')
        self.erased[dossier] = had_sight
        self.gone.add(dossier)
        self.dossiers.pop(dossier, None)

    def backup(self):
        return copy.deepcopy({name: getattr(self, name) for name in self.BACKED_UP})

    def put_back(self, backup, declared):
        for name, value in copy.deepcopy(backup).items():
            setattr(self, name, value)
        if declared:
            self.begin_epoch(True)
            for dossier in sorted(self.gone - set(self.erased)):
                self.erase(dossier)

    def begin_epoch(self, declared):
        branch, jump = self.order, self.now * 256
        self.epoch = max(self.epoch + 1, jump)
        first = max(branch + 1, jump)
        self.starts[first] = branch if declared else 0
        if declared:
            self.declared[first] = branch
        self.next_number = max(self.next_number, jump)
        self.checks[first - 1] = self.checks[branch]
        self.order = first - 1
        self.place('epoch')
        if first - 1 != branch:
            del self.checks[first - 1]

    # ---- rights
    def town_at(self, dossier, otherwise, S):
        towns = self.dossiers[dossier]['towns'] if dossier in self.dossiers else []
        held = [town for place, town, _ in towns if place <= S]
        return (held[-1] if held else towns[0][1]) if towns else otherwise

    def role_at(self, user, dossier, town, S):
        """The role at a place in the order; dossier None: one that is not there yet."""
        held = [g for g in self.grants if g['user'] == user and g['from'] <= S and (g['end'] is None or S < g['end'])]
        town = self.town_at(dossier, town, S)
        for where in (dossier, town):
            found = [g['role'] for g in held if where and g['where'] == where]
            if found:
                return found[-1]
        return None

    def events(self, user, dossier, town):
        """Places where what this user may do in the dossier may have changed, the last first."""
        towns = self.dossiers[dossier]['towns'] if dossier in self.dossiers else []
        where = {dossier, town} | {t for _, t, _ in towns}
        found = [(place, at) for place, _, at in towns[1:]]
        for g in self.grants:
            if g['user'] == user and g['where'] in where:
                found.append((g['from'], g['at']))
                if g['end'] is not None:
                    found.append((g['end'], g['end_at']))
        return sorted(found, reverse=True)

    def had_sight(self, user, dossier):
        """Was there ever a right of this user over the dossier, or late work of his in it?"""
        if dossier not in self.dossiers:
            return False
        there = self.dossiers[dossier]
        places = [p for p, *_ in there['towns']] + [g['from'] for g in self.grants if g['user'] == user]
        return user in there['late'] or any(self.role_at(user, dossier, '', p) for p in places if p >= places[0])

    # ---- judging
    def permitted(self, user, dossier, tx, S, lost, record, field, creates):
        if writes(self.role_at(user, dossier, tx['town'], self.order), record, field, creates):
            return True
        for place, at in self.events(user, dossier, tx['town']):
            if writes(self.role_at(user, dossier, tx['town'], place - 1), record, field, creates):
                return at >= self.now - LATE and (lost or S < place)
        return False

    def context(self, tx, starts):
        """S in this server's history, and whether it was taken back."""
        S = translate(tx['S'], self.declared, self.starts, {**starts, **self.starts})
        if S != tx['S']:
            return S, True
        return (S, False) if self.checks.get(S) == tx['check'] else (0, True)

    def judge(self, number, tx, starts):
        """('' and the place) or (a code and nothing)."""
        device, name = self.devices[number], tx['dossier']
        if tx['void']:
            return 'void', None
        if name in self.erased:
            return 'gewist', None
        if tx['n'] >= tx['seq']:
            return 'context', None
        S, lost = self.context(tx, starts)
        begins = name in tx['made']
        there = self.dossiers.get(name)
        if there is None and not begins and not lost:
            return 'onbekend', None
        records = there['records'] if there else {}
        rights_of = name if there and not (there['orphan'] and begins) else None
        line = {n: (d['parent'], d['shared']) for n, d in self.devices.items()}
        then = self.role_at(device['user'], name, tx['town'], S) if there else None
        context = (S, tx['n'], tx['closed'])
        for record, field, value in tx['writes']:
            creates, fields = record in tx['made'], records.get(record)
            if not self.permitted(device['user'], rights_of, tx, S, lost, record, field, creates):
                return 'no_right', None
            looked = fields is not None and there and not lost
            if looked and self.blind(records, record, field, then, line, number, tx, S):
                return 'context', None
            if fields is None and not creates and not lost:
                return 'onbekend', None
            if creates or field == '':
                continue
            code = self.judge_value(record, field, value, fields or {}, tx, lost, then, line, number, context)
            if code:
                return code, None
        return '', self.accept(number, tx, S, line, begins)

    @staticmethod
    def blind(records, record, field, then, line, number, tx, S):
        """Would it drop, or hide, what its writer could not see at S?"""
        looked = [(record, field)] if field else [(r, f) for r in records if under(r, record) for f in records[r]]
        return any(e.place <= S and not own(line, number, tx['n'], e)
                   for r, f in looked if not reads(then, r, f) for e in records[r].get(f, []))

    def judge_value(self, record, field, value, fields, tx, lost, then, line, number, context):
        if final(fields):
            return 'bevroren'
        if tx['kind'] == 'guarded':
            role = then or self.role_at(self.devices[number]['user'], tx['dossier'], tx['town'], self.order)
            for name, entries in fields.items():
                if not reads(role, record, name) or not all(covers(line, number, context, e) for e in entries):
                    return 'niet_gezien'
        standing = fields.get(field, [])
        seen = [e for e in standing if covers(line, number, context, e)]
        if tx['kind'] == 'decide' or (not seen and (standing or lost)):
            return ''
        return judge(record, field, seen, value, tx['kind'])

    def accept(self, number, tx, S, line, begins):
        at = self.now if tx['at'] > self.now + AHEAD else tx['at']
        place = self.place(tx['tx'])
        there = self.dossiers.setdefault(tx['dossier'], {'records': {}, 'towns': [(place, tx['town'], self.now)],
                                                         'orphan': True, 'late': set()})
        if begins:
            there['orphan'] = False
        user = self.devices[number]['user']
        role = self.role_at(user, tx['dossier'], '', place)
        if not all(writes(role, record, field, record in tx['made']) for record, field, _ in tx['writes']):
            there['late'].add(user)
        for record, *_ in tx['writes']:
            there['records'].setdefault(record, {})
        lay(there['records'], tx, number, place, at, S, line)
        return place

    # ---- a question
    def answer(self, q):
        if q['number'] not in self.devices or self.devices[q['number']]['user'] != q['user']:
            return None
        device = self.devices[q['number']]
        place, check = q['heard']
        if q['epoch'] > self.epoch or (q['epoch'] == self.epoch and place and self.checks.get(place) != check):
            self.begin_epoch(False)
        answer = {'epoch': self.epoch, 'starts': dict(self.starts)}
        if q['epoch'] != self.epoch:
            return {**answer, 'last': device['last']}
        if self.torn(device, q):
            return {**answer, 'fork': self.fork(device, q)}
        for row in q['rows']:
            if row['seq'] == device['last'] + 1:
                code, _ = self.judge(q['number'], row, q['starts'])
                device['last'] = row['seq']
                device['chain'][row['seq']] = (row['hash'], code)
                self.holder[row['hash']] = q['number']
        due = range(q['acked'] + 1, device['last'] + 1)
        answer['outcomes'] = [(seq, self.outcome(q['number'], seq)) for seq in due]
        return {**answer, **self.pull(device['user'])}

    def outcome(self, number, seq):
        while seq < self.devices[number]['first']:
            number = self.devices[number]['parent']
        return self.devices[number]['chain'][seq][1]

    def torn(self, device, q):
        last, head = device['last'], max(q['chain'])
        if head < last:
            return True
        if last in device['chain'] and q['chain'][last] != device['chain'][last][0]:
            return True
        return any(row['seq'] == last + 1 and row['hash'] in self.holder for row in q['rows'])

    def fork(self, device, q):
        """A new number under whichever holds the longest beginning of this chain."""
        shared = max((seq for seq, h in q['chain'].items() if h in self.holder), default=0)
        parent = self.holder.get(q['chain'][shared], 0)
        number, self.next_number = self.next_number, self.next_number + 1
        self.devices[number] = {'user': device['user'], 'parent': parent, 'shared': shared, 'first': shared + 1,
                                'last': shared, 'chain': {shared: (q['chain'][shared], '')}}
        line, at = {}, number
        while self.devices[at]['parent']:
            line[at] = (self.devices[at]['parent'], self.devices[at]['shared'])
            at = self.devices[at]['parent']
        return number, shared, line

    def pull(self, user):
        dossiers, forget = {}, []
        for name, there in self.dossiers.items():
            role = self.role_at(user, name, '', self.order)
            if role is None:
                forget += [name] if self.had_sight(user, name) else []
                continue
            cut = {r: {f: list(e) for f, e in fields.items() if reads(role, r, f)}
                   for r, fields in there['records'].items()}
            dossiers[name] = (role, there['towns'][-1][1], {r: fields for r, fields in cut.items() if fields})
        roles = {g['where']: g['role'] for g in self.grants
                 if g['user'] == user and g['end'] is None and not g['where'].startswith('k')}
        return {'as_of': self.point(), 'dossiers': dossiers, 'forget': forget, 'roles': roles,
                'erased': [name for name, users in self.erased.items() if user in users]}

    def lines(self):
        lines = {}
        for there in self.dossiers.values():
            for record, fields in there['records'].items():
                for field, entries in fields.items():
                    if entries:
                        lines[f'{record}.{field}' if field else record] = ' '.join(f'{e.tx}:{e.value}' for e in entries)
        return lines
