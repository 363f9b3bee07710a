"""A volunteer's phone holds nothing that a volunteer may not read: not shown, not stored, never even sent to it."""
import datetime
import json
import unittest

from between import Between, unpack
from programs import REGION, Device, Story, main

FRAME = bytes.fromhex("28b52ffd")  # what every zstd frame begins with
DAY = datetime.date(1931, 1, 1)
HOUR = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
SECRETS = {"999990007": "bsn=999990007", "7766554433": "v_nummer=7766554433", "1931-12-30": "geboortedatum=1931-12-30",
           "Kwikstaartje": "geslachtsnaam=Kwikstaartje"}
PRIVATE = {"bsn", "v_nummer", "geboortedatum", "geslachtsnaam"}


def bsn(number):
    """A BSN of the range that is never given out, which passes the eleven-test."""
    first = 9999_0000 + number
    total = sum(int(digit) * weight for digit, weight in zip(str(first), range(9, 1, -1)))
    return f"{first}{total % 11}" if total % 11 < 10 else bsn(number + 500)


class Mark:
    """A value that stands nowhere else: as it is typed, and as bytes that give it away wherever they stand."""

    def __init__(self, number, kind, codes):
        word = "mq" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}") + "xz"  # a language tag too
        day, hour = DAY + datetime.timedelta(days=number), HOUR + datetime.timedelta(hours=number)
        self.typed = {"integer": "7", "boolean": "true", "decimal": f"{number + 1000}.0731",
                      "date": day.isoformat(), "partial_date": day.isoformat(), "timestamp": hour.isoformat(),
                      "bsn": bsn(number), "v_number": f"88{number:08d}", "language": f"ti-x-mk{number:05d}",
                      "json": json.dumps({"a": word})}.get(kind, word)
        self.traces = {self.typed.encode()}
        if kind == "json":
            self.traces = {word.encode()}
        elif kind == "timestamp":
            moment = int(hour.timestamp() * 1000)
            self.traces = {moment.to_bytes(8, "big"), str(moment).encode()}
        elif kind in ("integer", "boolean"):
            self.traces = set()
        if codes:  # one of a few words: known by its field only
            self.typed, self.traces = codes[0], set()


class Person:
    """A dossier with a record of every kind, in which every field that its klantmanager may fill in is filled in."""

    def __init__(self, device, kinds):
        self.device, self.kinds, self.ids, self.marks, self.number = device, kinds, {}, {}, 0
        for entity in kinds:
            self._make(entity)

    def _make(self, entity):
        words = [f"gemeente={REGION}"] if entity == "deelnemer" else []
        for field in self.kinds[entity]:
            if field["type"] == "ref":
                above = self.ids.get(field["name"])
                words += [f"{field['name']}={above}"] if above else []
            elif field["write"]:
                words.append(f"{field['name']}={self.mark(entity, field)}")
        self.ids[entity] = self.device.do("create", entity, *words)["id"]

    def mark(self, entity, field):
        self.number += 1
        mark = Mark(self.number, field["type"], field["values"])
        self.marks.setdefault((entity, field["name"]), []).append(mark)
        return mark.typed

    def write_over(self):
        """Every value of the person gets another one: the first is history then."""
        fields = [f for f in self.kinds["deelnemer"] if f["write"] and f["policy"] in ("beoordelen", "laatste")]
        words = [f"{f['name']}={self.mark('deelnemer', f)}" for f in fields if not f["values"]]
        self.device.do("set", self.ids["deelnemer"], *words)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def stored(device):
    """Every row of every table that `sql` reads, as the bytes of its values; and what is packed in them."""
    columns = {}
    for one in device.do("sql", "SELECT t.name AS t, c.name AS c FROM sqlite_master t, pragma_table_info(t.name) c "
                                "WHERE t.type = 'table' AND t.name <> 'value'"):
        columns.setdefault(one["t"], []).append(f"'{one['c']} ' || hex({quoted(one['c'])})")
    rows = " UNION ALL ".join(f"SELECT {' || char(10) || '.join(all)} AS row FROM {quoted(table)}"
                              for table, all in columns.items())
    values = [bytes.fromhex(cell.split()[1]) for found in device.do("sql", rows) for cell in found["row"].split("\n")
              if " " in cell.strip()]
    return values + [unpack(value) for value in values if value.startswith(FRAME)]


def filled(device, fields):
    """Those of `fields` (entity, name) that have a value in their column."""
    asked = [f"SELECT '{entity}' AS e, '{name}' AS n WHERE EXISTS (SELECT 1 FROM {quoted(entity)} "
             f"WHERE {quoted(name)} IS NOT NULL)" for entity, name in sorted(fields)]
    return {(found["e"], found["n"]) for found in device.do("sql", " UNION ALL ".join(asked))}


class Volunteer(Story):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fields = {}
        for user, role in (("anna", "klantmanager"), ("vera", "vrijwilliger")):
            device = Device(cls.folder / f"{user}-pack.db")
            device.enrol(cls.server, user)
            cls.fields[role] = {e["name"]: device.do("fields", e["name"]) for e in device.do("entities")}
        cls.kinds = {e: fields for e, fields in cls.fields["klantmanager"].items() if e != "signaal"}
        cls.volunteer_reads = {(e, f["name"]) for e, fields in cls.fields["vrijwilliger"].items()
                               for f in fields if f["read"]}

    def setUp(self):
        self.anna, self.bert = self.device("anna"), self.device("bert")

    def person(self, *watching):
        """A full dossier, its old values, and two birth dates in conflict. `watching` has seen the old values too."""
        made = Person(self.anna, self.kinds)
        who = made.ids["deelnemer"]
        for device in (self.anna, self.bert, *watching):
            device.do("sync")
        made.write_over()
        field = next(f for f in self.kinds["deelnemer"] if f["name"] == "geboortedatum")
        self.bert.do("set", who, f"geboortedatum={made.mark('deelnemer', field)}")
        for device in (self.anna, self.bert, self.anna, *watching):
            device.do("sync")
        self.assertEqual([c["field"] for c in self.anna.do("conflicts") if c["id"] == who], ["geboortedatum"])
        made.forbidden = set(made.marks) - self.volunteer_reads
        self.assertLessEqual({("deelnemer", name) for name in PRIVATE}, made.forbidden)
        private = {(e, f["name"]) for e, fields in self.kinds.items() for f in fields if f["class"] != "A"}
        self.assertLessEqual(private & set(made.marks), made.forbidden)
        return made

    def listening(self, user):
        """A device whose every answer is heard: it, and what came to it."""
        between = Between(self.server)
        self.addCleanup(between.stop)
        device = Device(self.folder / f"{user}-gehoord.db")
        device.enrol(between, user, code=self.server.code(user))
        device.do("sync")
        device.do("sync", "--check")
        self.assertGreater(len(between.passed), 2)
        return device, [one.answer for one in between.passed]

    @staticmethod
    def seen(person, fields, values):
        """Of these fields: those of which a value stands somewhere in `values`."""
        text = b"\0\0\0".join(values)
        return {name for name in fields for mark in person.marks[name] if any(t in text for t in mark.traces)}

    def assert_nothing_kept(self, device, person):
        self.assertEqual(self.seen(person, person.forbidden, stored(device)), set())
        # Values of few words are known by where they stand.
        self.assertEqual(filled(device, person.forbidden), set())
        history = device.do("history", person.ids["deelnemer"])
        self.assertFalse({("deelnemer", value["field"]) for value in history} & person.forbidden)
        self.assertEqual(device.do("conflicts"), [])
        self.assertEqual(device.do("find", person.marks["deelnemer", "geslachtsnaam"][-1].typed), [])
        shown = device.do("get", person.ids["deelnemer"])
        self.assertEqual(shown["fields"]["weergavenaam"], person.marks["deelnemer", "weergavenaam"][-1].typed)
        self.assertEqual((shown["conflicts"], shown["unknown"]), ({}, {}))
        self.assertEqual(device.refuse("get", person.ids["contactmoment"])["code"], "niet_getoond")

    def assert_all_found(self, person, values):
        """The search finds what is there: each field of which a value can be told apart."""
        told_apart = {name for name, marks in person.marks.items() if all(mark.traces for mark in marks)}
        self.assertGreater(len(told_apart), 60)
        self.assertEqual(self.seen(person, told_apart, values), told_apart)

    def test_neither_over_a_municipality_nor_over_one_dossier_is_anything_held_that_is_not_read(self):
        person = self.person()
        self.server.run("user", "add", "wim", "--role", "vrijwilliger", "--dossier", person.ids["deelnemer"])
        reader, sent = self.listening("bert")
        self.assert_all_found(person, sent)
        self.assert_all_found(person, stored(reader))
        self.assertEqual(filled(reader, set(person.marks)), set(person.marks))
        found = reader.do("find", person.marks["deelnemer", "geslachtsnaam"][-1].typed)
        self.assertEqual([record["id"] for record in found], [person.ids["deelnemer"]])
        for user in ("vera", "wim"):
            device, sent = self.listening(user)
            self.assertEqual(self.seen(person, person.forbidden, sent), set())
            self.assert_nothing_kept(device, person)
            device.agree()

    def klantmanager(self, name):
        """A klantmanager, and what makes a volunteer of her."""
        added = self.server.run("user", "add", name, "--role", "klantmanager", "--gemeente", REGION)

        def becomes_volunteer():
            self.server.run("grant", name, "--role", "vrijwilliger", "--gemeente", REGION)
            self.server.run("grant", "end", str(added["grants"][0]))
            device.do("sync")
        device = self.device(name)
        return device, becomes_volunteer

    def test_who_becomes_a_volunteer_loses_what_only_a_klantmanager_reads(self):
        cora, becomes_volunteer = self.klantmanager("cora")
        person = self.person(cora)
        kept = stored(cora)
        self.assert_all_found(person, kept)
        for mark in person.marks["deelnemer", "geslachtsnaam"]:  # the old one is in the history
            self.assertTrue(any(mark.typed.encode() in value for value in kept), mark.typed)
        becomes_volunteer()
        self.assert_nothing_kept(cora, person)

    def secrets_of(self, device):
        return {secret for secret in SECRETS for value in stored(device) if secret.encode() in value}

    def test_who_becomes_a_volunteer_loses_what_an_open_edit_showed(self):
        dana, becomes_volunteer = self.klantmanager("dana")
        made = self.anna.do("create", "deelnemer", f"gemeente={REGION}", "weergavenaam=Open", *SECRETS.values())
        self.anna.do("sync")
        dana.do("sync")
        edit = dana.do("edit", "open", made["id"])["edit"]
        self.assertEqual(self.secrets_of(dana), set(SECRETS))
        becomes_volunteer()
        self.assertEqual(self.secrets_of(dana), set())
        self.assertEqual(dana.refuse("set", made["id"], "adres=Kade", "--edit", str(edit))["code"], "niet_getoond")

    def test_who_becomes_a_volunteer_can_no_longer_read_what_she_wrote_herself(self):
        eva, becomes_volunteer = self.klantmanager("eva")
        made = eva.do("create", "deelnemer", f"gemeente={REGION}", "weergavenaam=Eigen", *SECRETS.values())
        eva.do("sync")
        self.assertEqual(self.secrets_of(eva), set(SECRETS))
        becomes_volunteer()
        self.assertEqual(self.secrets_of(eva), set())
        self.assertFalse({one["field"] for one in eva.do("history", made["id"])} & PRIVATE)


if __name__ == "__main__":
    main()
