"""Draws one schedule from a seed, plays it on the model, and notes what must be seen after each step."""
import random

from office import Office
from rules import DAY, FINAL, MOVES, POLICY, deletion, entity, policy, read, reads
from tablet import Store, Tablet

BEGIN = 1_790_000_000_000
TOWNS = ('0405', '0363')
USERS = [('anna', '0405', 'baas'), ('bram', '0405', 'baas'), ('carla', '0405', 'hulp'), ('dirk', '0363', 'baas')]
SKEWS = [0, 0, 0, -3_600_000, 3000, 3_000_000, 20 * DAY]

PEOPLE = {'open': 8, 'save_form': 8, 'save': 14, 'save_many': 4, 'decide': 7, 'make': 4, 'measure': 2, 'delete': 3,
          'undelete': 3, 'dossier': 1, 'sync': 16, 'lost': 3, 'narrow': 2, 'ask': 1.5, 'arrives': 1.5, 'kill': 1,
          'wait': 1}
COPIES = {'copy': 4, 'put_back': 4, 'twin': 2}
RIGHTS = {'grant': 7, 'move': 2}
SERVER = {'backup': 4, 'restore': 2, 'rollback': 1.5}
PROFILES = {
    'plain': PEOPLE,
    'deletions': {**PEOPLE, 'delete': 9, 'undelete': 6, 'make': 7, 'measure': 5, 'delete_all': 2},
    'final': {**PEOPLE, 'make': 6, 'ripen': 9},
    'copies': {**PEOPLE, **COPIES},
    'rights': {**PEOPLE, **RIGHTS},
    'restores': {**PEOPLE, 'backup': 4, 'restore': 3},
    'rollbacks': {**PEOPLE, 'backup': 4, 'rollback': 3},
    'all': {**PEOPLE, **COPIES, **RIGHTS, **SERVER, 'erase': 1.5, 'delete_all': 1, 'ripen': 2},
}


def changes_of(before, now):
    return {k: now.get(k) for k in sorted({*before, *now}) if before.get(k) != now.get(k)}


class Play:
    def __init__(self, seed, profile, steps):
        self.rng = random.Random(f'{profile} {seed}')
        self.profile, self.steps, self.seen = PROFILES[profile], [], {'server': {}}
        self.office, self.tablets, self.backups, self.asked = Office(), {}, [], {}
        self.values = self.names = 0
        self.forms, self.ledger = {}, []
        self.office.now = BEGIN
        people = USERS[:2] + self.rng.sample(USERS[2:], self.rng.choice([0, 1, 2, 2]))
        self.owners = []
        for n, (user, town, role) in enumerate(people):
            self.office.grant(user, town, role)
            name, skew = 'abcd'[n], self.rng.choice(SKEWS)
            self.tablets[name] = Tablet(name, Store(self.office.enrol(user), user, role), skew)
            self.seen[name] = {}
            self.owners.append([name, user, town, role, skew])
        for name in self.tablets:
            self.step('sync', name)
        for _ in range(self.rng.choice([2, 2, 3])):
            self.step('dossier', 'a')
        for name in self.tablets:
            self.step('sync', name)
        for _ in range(steps):
            self.step(self.rng.choices(list(self.profile), list(self.profile.values()))[0],
                      self.rng.choice(list(self.tablets)))
        self.calm()

    def told(self):
        return {'tablets': self.owners, 'steps': self.steps}

    # ---- a step, and what is seen after it
    def step(self, what, name):
        self.office.now += 1000
        said = getattr(self, what)(self.tablets[name])
        if said is None:
            self.office.now -= 1000
            return
        administers = said['do'] in ('grant', 'move', 'erase', 'backup', 'restore', 'rollback', 'wait', 'arrives')
        self.note(said if administers else {'t': name, **said}, [] if administers else [said.pop('of', name)])

    def note(self, step, names):
        see = {}
        for name in names:
            now = self.tablets[name].store.lines()
            if 'code' not in step and ('w' in step or 'r' in step):
                # What was written is to be seen and unsent, unless it is told otherwise.
                self.seen[name].update(step.get('w', {}), unsent=str(int(self.seen[name]['unsent']) + 1))
            if changed := changes_of(self.seen[name], now):
                see[name] = changed
            self.seen[name] = now
        ledger = [tx for _, tx in self.office.places]
        if ledger != self.ledger:
            same = 0
            while same < min(len(ledger), len(self.ledger)) and ledger[same] == self.ledger[same]:
                same += 1
            step['ledger'], self.ledger = [same, *ledger[same:]], ledger
            for tx in ledger[same:]:                   # what it placed stands alone in its field, likewise
                self.seen['server'].update({k: f'{tx}:{v}' for k, v in self.steps[tx].get('w', {}).items()})
        now = self.office.lines()
        if changed := changes_of(self.seen['server'], now):
            see['server'] = changed
        self.seen['server'] = now
        if see:
            step['see'] = see
        self.steps.append(step)

    def calm(self):
        for name in [*self.tablets] * 3:
            self.office.now += 1000
            self.note({'t': name, **self.sync(self.tablets[name])}, [name])
        self.office.now += 1000
        self.note({'do': 'compare'}, [*self.tablets])

    # ---- values
    def value(self, record, field, entries):
        rule = policy(record, field)
        self.values += 1
        n = self.values
        if rule in ('verzameling', 'intrekking_wint'):
            return self.rng.choice(['true', 'false'])
        if field == 'status':
            before = self.rng.choice([e.value for e in entries] or [None])
            return self.rng.choice([m for m in MOVES[before] if m != FINAL] or ['gezaaid'])
        if field == 'geopend':
            return f'2025-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}'
        texts = {'naam': f'N{n}', 'telefoon': f'+316{10_000_000 + n}', 'soort': f's{n}', 'notitie': f'n{n}'}
        return texts.get(field, str(n))

    def some_field(self, t, dossier, record):
        role = t.store.role[dossier]
        fields = [f for f in POLICY[entity(record)] if reads(role, record, f)]
        if not fields:
            return None
        field = self.rng.choice(fields)
        element = {'talen': ['nl', 'ar'], 'bijnamen': ['x', 'y']}.get(field)
        return f'{field}:{self.rng.choice(element)}' if element else field

    def changes(self, t, dossier, shown, many):
        found = {}
        records = [r for r in sorted(shown) if entity(r) != 'meting' and
                   (deletion(shown[r]) != 'hidden' or self.rng.random() < .05)]
        for _ in range(many if records else 0):
            record = self.rng.choice(records)
            field = self.some_field(t, dossier, record)
            if field:
                found[record, field] = self.value(record, field, shown[record].get(field, []))
        return self.ordered([[r, f, v] for (r, f), v in found.items()])

    @staticmethod
    def ordered(writes):
        first = list(dict.fromkeys(r for r, *_ in writes))
        number = lambda r, f: (list(POLICY[entity(r)]).index(f.partition(':')[0]), f)
        return sorted(writes, key=lambda w: (first.index(w[0]), number(*w[:2])))

    # ---- people
    def some_dossier(self, t):
        here = sorted(d for d in t.store.known if t.store.here(d))
        return self.rng.choice(here) if here else None

    def saved(self, t, said, dossier, writes, **more):
        if 'r' not in said:
            said['w'] = {f'{r}.{f}': v for r, f, v in writes}
        if code := t.save(len(self.steps), self.office.now + t.skew, dossier, writes, **more):
            said['code'] = code
        t.store.forms.pop(more.get('form'), None)
        return said

    def open(self, t):
        dossier = self.some_dossier(t)
        if not dossier or len(t.store.forms) > 2 or not t.store.shown(dossier):
            return None
        self.names += 1
        t.open(f'f{self.names}', dossier)
        return {'do': 'open', 'form': f'f{self.names}', 'k': dossier}

    def some_form(self, t):
        form = self.rng.choice(sorted(t.store.forms))
        return form, t.store.forms[form]

    def save_form(self, t):
        if not t.store.forms:
            return None
        form, f = self.some_form(t)
        if f['dossier'] not in t.store.role:
            writes = [[r, 'telefoon', f'+316{20_000_000 + len(self.steps)}'] for r in f['shown'] if entity(r) == 'kas']
        else:
            writes = self.changes(t, f['dossier'], f['shown'], self.rng.choice([1, 1, 2]))
        return self.saved(t, {'do': 'save', 'form': form}, f['dossier'], writes, form=form) if writes else None

    def save(self, t, many=1):
        dossier = self.some_dossier(t)
        writes = self.changes(t, dossier, t.store.shown(dossier), many) if dossier else []
        return self.saved(t, {'do': 'save'}, dossier, writes) if writes else None

    def save_many(self, t):
        return self.save(t, 3)

    def form_or_now(self, t, chance):
        """A form that was open, or what is shown now: (form, dossier, shown)"""
        if t.store.forms and self.rng.random() < chance:
            form, f = self.some_form(t)
            return form, f['dossier'], f['shown']
        dossier = self.some_dossier(t)
        return None, dossier, t.store.shown(dossier) if dossier else {}

    def decide(self, t):
        form, dossier, shown = self.form_or_now(t, .3)
        if dossier not in t.store.role:
            return None
        choices = [(r, f) for r in sorted(shown) for f in sorted(shown[r])
                   if f and (read(policy(r, f), shown[r][f])[1] or self.rng.random() < .01)]
        if not choices:
            return None
        record, field = self.rng.choice(choices)
        standing = sorted({e.value for e in shown[record][field]})
        value = self.value(record, field, shown[record][field])
        if self.rng.random() < .6:
            value = self.rng.choice(standing)
        return self.saved(t, {'do': 'decide', **({'form': form} if form else {})}, dossier,
                          [[record, field, value]], kind='decide', form=form)

    def ripen(self, t):
        form, dossier, shown = self.form_or_now(t, .4)
        plants = [r for r in sorted(shown) if any(e.value == 'groeit' for e in shown[r].get('status', []))]
        if not plants:
            return self.save(t, 2)
        writes = [[self.rng.choice(plants), 'status', FINAL]]
        return self.saved(t, {'do': 'save', **({'form': form} if form else {})}, dossier, writes, form=form)

    def make(self, t, letter='p'):
        dossier = self.some_dossier(t)
        shown = t.store.shown(dossier) if dossier else {}
        parents = [r for r in sorted(shown) if entity(r) == {'p': 'kas', 'm': 'plant'}[letter] and
                   (deletion(shown[r]) != 'hidden' or self.rng.random() < .05)]
        if not parents or len(shown) > 8:
            return None
        self.names += 1
        record = f'{self.rng.choice(parents)}.{letter}{self.names}'
        fields = {'p': ['soort'], 'm': ['hoogte_mm']}[letter]
        if letter == 'p' and self.rng.random() < .6:
            fields = fields + ['status']
        if letter == 'p' and reads(t.store.role[dossier], record, 'notitie') and self.rng.random() < .5:
            fields = fields + ['notitie']
        writes = [[record, f, self.value(record, f, [])] for f in fields]
        return self.saved(t, {'do': 'new'}, dossier, writes, made=[record])

    def measure(self, t):
        return self.make(t, 'm')

    def dossier(self, t):
        roles = t.store.roles if t.store.roles is not None else {}
        towns = [town for town in TOWNS if roles.get(town) == 'baas']
        if not towns or self.names > 60 or len(self.office.dossiers) > 3:
            return None
        self.names += 1
        kas, plant, town = f'k{self.names}', f'k{self.names}.p{self.names}', self.rng.choice(towns)
        writes = [[r, f, self.value(r, f, [])] for r, f in ((kas, 'naam'), (kas, 'oppervlak'), (kas, 'kosten'),
                                                              (plant, 'soort'), (plant, 'status'))]
        return self.saved(t, {'do': 'new', 'town': town}, kas, writes, made=[kas, plant], town=town)

    def delete(self, t, value='true', kinds=('plant',)):
        form, dossier, shown = self.form_or_now(t, .4)
        wanted = lambda s: s != 'hidden' if value == 'true' else s != ''
        there = [r for r in sorted(shown) if entity(r) in kinds and
                 (wanted(deletion(shown[r])) or self.rng.random() < .03)]
        if not there:
            return None
        record = self.rng.choice(there)
        said = {'do': 'delete' if value == 'true' else 'undelete', 'r': record, **({'form': form} if form else {})}
        return self.saved(t, said, dossier, [[record, '', value]], form=form)

    def undelete(self, t):
        return self.delete(t, 'false', ('plant', 'kas'))

    def delete_all(self, t):
        return self.delete(t, 'true', ('kas',))

    # ---- the network
    def sync(self, t, how='whole'):
        for _ in range(12):
            answer = self.office.answer(t.question())
            if answer is None:
                assert t.unknown()
                continue
            if how == 'lost' and 'as_of' in answer:
                break
            if t.take(answer):
                break
        else:
            raise AssertionError('the sync does not end')
        return {'do': 'sync', **({'how': how} if how != 'whole' else {})}

    def lost(self, t):
        return self.sync(t, 'lost')

    def narrow(self, t):
        self.sync(t)
        return {'do': 'sync', 'how': 'narrow'}

    def ask(self, t):
        self.names += 1
        self.asked[f'q{self.names}'] = t.question()
        return {'do': 'ask', 'as': f'q{self.names}'}

    def arrives(self, _):
        if not self.asked:
            return None
        name = self.rng.choice(sorted(self.asked))
        question = self.asked.pop(name)
        if any(row['dossier'] in self.office.erased for row in question['rows']):
            return None                                # its rows name it by a number that is gone: nothing of it counts
        self.office.answer(question)
        return {'do': 'arrives', 'as': name}

    def kill(self, _):
        return {'do': 'kill'}

    def copy(self, t):
        t.keep_copy()
        return {'do': 'copy'}

    def put_back(self, t):
        if not t.copies:
            return None
        number = self.rng.randrange(len(t.copies))
        t.put_back(number)
        return {'do': 'put_back', 'copy': number}

    def twin(self, t):
        if len(self.tablets) > 4:
            return None
        name = 'abcdefgh'[len(self.tablets)]
        t.keep_copy()
        made = Tablet(name, None, self.rng.choice(SKEWS))
        made.copies = [t.copies.pop()]
        made.put_back(0)
        made.copies = []
        self.tablets[name], self.seen[name] = made, {}
        return {'do': 'twin', 'of': name, 'as': name, 'skew': made.skew}

    # ---- administration
    def grant(self, _):
        user = self.rng.choice([user for _, user, *_ in self.owners])
        where = self.rng.choice([*TOWNS, '0405', *sorted(self.office.dossiers)[:3]])
        role = self.rng.choice(['baas', 'hulp', 'hulp', None, None, 'baas'])
        self.office.grant(user, where, role)
        return {'do': 'grant', 'user': user, 'where': where, 'role': role}

    def move(self, _):
        if not self.office.dossiers:
            return None
        dossier, town = self.rng.choice(sorted(self.office.dossiers)), self.rng.choice(TOWNS)
        if self.office.dossiers[dossier]['towns'][-1][1] == town:
            return None
        self.office.move(dossier, town)
        return {'do': 'move', 'k': dossier, 'town': town}

    def erase(self, _):
        if len(self.office.dossiers) < 2:
            return None
        dossier = self.rng.choice(sorted(self.office.dossiers))
        self.office.erase(dossier)
        return {'do': 'erase', 'k': dossier}

    def wait(self, _):
        days = self.rng.choice([1, 6, 15])
        self.office.now += days * DAY
        return {'do': 'wait', 'ms': days * DAY + 1000}

    def backup(self, _):
        self.backups.append(self.office.backup())
        return {'do': 'backup'}

    def restore(self, _, declared=True):
        if not self.backups:
            return None
        number = self.rng.randrange(len(self.backups))
        self.office.now += 60_000
        self.office.put_back(self.backups[number], declared)
        return {'do': 'restore' if declared else 'rollback', 'backup': number, 'ms': 61_000}

    def rollback(self, _):
        return self.restore(_, False)
