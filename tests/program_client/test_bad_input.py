"""Whatever a command gets to read, from a person, a file or a server: it says what is wrong and changes nothing."""
import json
import re
import sqlite3
import subprocess

import programs
from programs import PIN, REGION, Device, Story, environment, main

NOBODY = "01935e2b-7b0c-7000-8000-000000000001"
SECRET = "geheimwoord"
RETRY = {"never", "now", "later", "when_online", "after_sign_in", "after_update"}
COST = b"\x03\x1a\x04\x00\x00\x00"  # in a key file: three passes over 64 MiB, in CBOR
NEW = ("create", "deelnemer", f"gemeente={REGION}", "weergavenaam=Amina")
COMMANDS = ("create", "set", "remove", "restore", "get", "list", "sql", "history", "decide", "fields", "import", "init",
            "rejected retry", "rejected discard", "rejected export", "edit open", "edit drop", "sync --first")


class BadInput(Story):
    """One store with unsent work, that has to be the same after everything bad; in the end it syncs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = Device(cls.folder / "anna.db")
        cls.anna.enrol(cls.server, "anna")
        cls.anna.do("sync")
        made = [cls.anna.do("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={name}", "adres=Kade 1")
                for name in ("Amina", "Bea")]
        cls.person, cls.other = (one["id"] for one in made)
        cls.anna.do("sync")  # so that no log stands beside the file: that is all of it
        cls.prepare()
        cls.before = cls.state(cls.anna)
        cls.addClassCleanup(cls.anna.agree)

    @classmethod
    def prepare(cls):
        cls.anna.do("set", cls.person, "adres=Kade 2")

    @staticmethod
    def state(device):
        status = device.do("status")
        del status["store_bytes"]  # pages are not what a person typed
        return status, device.holds("deelnemer")

    def assert_unchanged(self):
        self.assertEqual(self.state(self.anna), self.before)

    def assert_error(self, done, expected, words):
        """One error object and nothing else; the exit status that fits it; not a word of what was typed."""
        out, told = done.stdout.decode("utf-8"), (words, done.returncode, done.stdout, done.stderr)
        self.assertEqual(done.returncode, 2 if expected == "usage" else 1, told)
        error = json.loads(out)["error"]
        self.assertEqual(set(error), {"code", "message", "retry"}, told)
        if expected:
            self.assertEqual(error["code"], expected, told)
        self.assertIn(error["retry"], RETRY, told)
        self.assertTrue(10 < len(error["message"]) < 1000, told)
        self.assertNotIn(SECRET, out)
        self.assertEqual((out.count("\n"), done.stderr), (1, b""), told)

    def run_raw(self, words, typed=b"", store=None):
        """As `Device.run`, but for bytes."""
        command = [programs.CLIENT, *words, "--json"] + ([] if "--store" in words else ["--store", str(self.anna.path)])
        return subprocess.run(command, capture_output=True, input=typed, env=environment(WEGWIJS_PIN=PIN))

    def assert_refused(self, *cases, typed=b""):
        """Cases: the code that is expected, and the words."""
        for expected, *words in cases:
            self.assert_error(self.run_raw(words, typed), expected, words)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


class Arguments(BadInput):
    def test_values_that_do_not_fit(self):
        track = ("create", "traject", f"deelnemer={self.person}", "status=gekoppeld", "regievoerder=a")
        hours = ("create", "urenregel", f"deelnemer={self.person}", "datum=2026-11-24", "minuten=60")
        wrong = (f"geboortedatum={SECRET}", "geboortedatum=2026-02-30", "geboortedatum=" + "9" * 500, "bsn=123456789",
                 f"bsn={SECRET}", "v_nummer=12345678901", f"geheim={SECRET}", f"talen={SECRET}", "talen=+",
                 f"voorkeurstaal={SECRET}", f"verblijf={SECRET}", f"weergavenaam={SECRET * 500}", f"{SECRET}=1",
                 "adres:x=true", "talen:ar=x", b"\xff=1", b"adres=\xff\xfe", b"adres=\xed\xa0\x80", b"adres=\xc0\xaf")
        self.assert_refused(*(("invalid_value", *NEW, value) for value in wrong))
        self.assert_refused(
            ("invalid_value", "create", SECRET), ("invalid_value", "create", ""), ("usage", "create"),
            ("usage", "create", "deelnemer"), ("usage", "create", "deelnemer", "gemeente=abcd"),
            ("mag_niet", "create", "deelnemer", "gemeente=9999", "weergavenaam=x"), ("required", *NEW[:3]),
            ("usage", *NEW, SECRET), ("usage", *NEW, f"={SECRET}"), ("usage", *NEW, f"--{SECRET}"),
            ("usage", *NEW, "adres=-", "geboorteland=-"),
            ("zet", *track[:3], "status=afgerond", track[4]), ("mag_niet", *track, "termijn_start=2026-01-01"),
            ("invalid_value", *track, "belastbaarheid_participatie_uren=" + "9" * 30),
            ("invalid_value", *track, f"max_uren_per_week={SECRET}"), ("usage", *track[:2], *track[3:]),
            ("usage", *track[:2], f"deelnemer={SECRET}", *track[3:]), ("required", *track[:4]),
            ("niet_getoond", *track[:2], f"deelnemer={NOBODY}", *track[3:]), ("required", *hours),
            ("invalid_value", *hours, "teller=participatie", f"activiteit={SECRET}"),
            ("mag_niet", "create", "signaal", f"deelnemer={self.person}", "tekst=x"))
        self.assert_refused(("invalid_value", *NEW, "adres=-"), typed=SECRET.encode() * 60_000)
        self.assert_refused(
            ("usage", "set"), ("usage", "set", self.person), ("usage", "set", SECRET, "adres=x"),
            ("usage", "set", self.person, "adres"), ("niet_getoond", "set", NOBODY, "adres=x"),
            ("invalid_value", "set", self.person, "gemeente=0498"), ("required", "set", self.person, "weergavenaam="),
            ("usage", "set", self.person, "adres=x", "--edit", "0"),
            ("niet_getoond", "set", self.person, "adres=x", "--edit", "99"),
            ("usage", "set", self.person, "adres=x", "--edit", SECRET),
            ("usage", "decide"), ("usage", "decide", SECRET, "adres", "x"),
            ("niet_getoond", "decide", NOBODY, "adres", "x"),
            ("invalid_value", "decide", self.person, SECRET, "x"),
            ("invalid_value", "decide", self.person, "geboortedatum", SECRET),
            ("niet_getoond", "decide", self.person, "adres", "x", "--edit", "77"),
            ("niet_getoond", "decide", self.person, "_verwijderd", "false"))
        self.assert_unchanged()

    def test_files_that_do_not_fit(self):
        phones = self.file("nummers", ",".join(f"06{number:08d}" for number in range(10_001)).encode())
        long = self.file("lang", b"a" * (300 * 1024))
        for name, content in (("geen-tekst", b"\xff\xfe\0abc"), ("half", "Zoë".encode()[:-1])):
            self.assert_refused(("invalid_value", *NEW, f"adres=@{self.file(name, content)}"))
        self.assert_refused(
            ("invalid_value", *NEW, f"adres=@{long}"), ("invalid_value", *NEW, f"talen=@{long}"),
            ("limit", *NEW, f"telefoons=@{phones}"), ("file_missing", *NEW, f"adres=@/{SECRET}/niet"),
            ("file_unreadable", *NEW, f"adres=@{self.folder}"),
            ("file_missing", "status", "--pin-file", f"/{SECRET}"), ("usage", "status", "--store", ""),
            ("file_unreadable", "status", "--pin-file", str(self.folder)),
            ("usage", "status", "--pin-file", self.file("leeg.pin", b"\n")),
            ("wrong_pin", "status", "--pin-file", self.file("bytes.pin", b"\xff\xfe" * 100)),
            ("store_missing", "status", "--store", f"/{SECRET}/a.db"),
            ("store_missing", "status", "--store", str(self.folder)))
        self.assert_unchanged()

    def test_lists_and_maps_that_do_not_fit(self):
        good = {"entity": "deelnemer", "gemeente": REGION, "fields": {"weergavenaam": "Naam"}}
        row = self.file("goed.csv", b"Naam\nNiet ingelezen\n")
        bad_maps = [[], "x", 5, None, {}, {**good, "entity": 5}, {**good, "entity": SECRET}, {**good, "gemeente": 405},
                    {**good, "gemeente": {"column": 5}}, {**good, "fields": []}, {**good, "fields": {}},
                    {**good, "fields": {SECRET: "Naam"}}, {**good, "fields": {"weergavenaam": 5}},
                    {**good, "fields": {"weergavenaam": {"column": "Naam", "format": 5}}},
                    {**good, "fields": {"weergavenaam": SECRET}}, {**good, "key": "bsn"}, {**good, "separator": "xx"},
                    {**good, SECRET: 1}]
        texts = [json.dumps(one).encode() for one in bad_maps]
        texts += [b"", b"\xff\xfe", json.dumps(good).encode()[:-1], b"[" * 200_000, b'{"entity":"\xff"}']
        for number, text in enumerate(texts):
            done = self.run_raw(["import", row, "--map", self.file(f"kaart{number}", text)])
            self.assertEqual(done.returncode, 1, text[:80])
            self.assertEqual(json.loads(done.stdout)["error"]["code"], "map_invalid", text[:80])
        mapping = self.file("goede-kaart", json.dumps(good).encode())
        lists = (b"", b'Naam\n"open', b'Naam\n"a"b\n', b"Naam\n\xff\xfe\n", b"Naam\nZo\xc3", b"\0\1\2",
                 b"Na\xc0\xafam\n")
        for number, text in enumerate(lists):
            done = self.run_raw(["import", self.file(f"lijst{number}", text), "--map", mapping])
            self.assertEqual(done.returncode, 1, text)
            self.assertIn(json.loads(done.stdout)["error"]["code"], ("csv_invalid", "map_invalid"), text)
        self.assert_refused(
            ("usage", "import"), ("usage", "import", row), ("file_missing", "import", row, "--map", f"/{SECRET}"),
            ("file_unreadable", "import", str(self.folder), "--map", mapping))
        # Rows that do not fit are told with their line, and none is there half.
        rows = [b"Naam;Geboren;Gem", b"A;gisteren;0405", b";2000;0405", b"B;2000;99", b"C;2000;0405;te veel",
                b"D" * 200_000 + b";2000;0405", b"\x01;2000;0405"]
        wide = {"entity": "deelnemer", "gemeente": {"column": "Gem"},
                "fields": {"weergavenaam": "Naam", "geboortedatum": "Geboren"}}
        report = self.anna.do("import", self.file("rijen.csv", b"\r\n".join(rows)), "--map",
                              self.file("brede-kaart", json.dumps(wide).encode()))
        self.assertEqual((report["created"], [one["line"] for one in report["refused"]]), (0, [2, 3, 4, 5, 6, 7]))
        self.assert_unchanged()

    def test_questions_that_do_not_fit(self):
        here = self.anna.path
        self.assert_refused(
            ("usage",), ("usage", SECRET), ("usage", "get"), ("usage", "get", SECRET), ("niet_getoond", "get", NOBODY),
            ("usage", "get", self.person[:-1]), ("usage", "get", self.person, self.person),
            ("usage", "get", b"\xff" * 36),
            ("usage", "list"), ("invalid_value", "list", SECRET), ("sql", "list", "deelnemer", "--where", "x="),
            ("sql", "list", "deelnemer", "--where", "1; DROP TABLE deelnemer"),
            ("sql", "list", "deelnemer", "--where", b"\xff"), ("usage", "list", "deelnemer", "--dossier", SECRET),
            ("sql", "sql", ""), ("sql", "sql", "DELETE FROM deelnemer"), ("sql", "sql", "SELECT 1; SELECT 2"),
            ("sql", "sql", "ATTACH 'x' AS y"), ("sql", "sql", "PRAGMA rekey = 'x'"),
            ("sql", "sql", "SELECT * FROM value"),
            ("sql", "sql", "SELECT " + "(" * 5000 + "1" + ")" * 5000), ("sql", "sql", f"VACUUM INTO '{here}.x'"),
            (None, "sql", "SELECT randomblob(999999999)"), ("sql", "sql", "SELECT load_extension('x')"),
            ("sql", "sql", "BEGIN"), ("usage", "find"),
            ("usage", "history"), ("usage", "history", SECRET), ("niet_getoond", "history", NOBODY),
            ("invalid_value", "history", self.person, SECRET), ("invalid_value", "history", self.person, "adres:ar"),
            ("usage", "fields"), ("invalid_value", "fields", SECRET), ("usage", "entities", SECRET),
            ("usage", "status", SECRET), ("usage", "check", SECRET), ("usage", "conflicts", SECRET),
            ("usage", "status", "--lang", "fr"), ("usage", "sync", SECRET), ("usage", "sync", "--every", "5"),
            ("usage", "sync", "--watch", "--every", "0"), ("usage", "sync", "--watch", "--every", "9" * 20),
            ("usage", "sync", "--first", SECRET), ("usage", "rejected", SECRET), ("usage", "rejected", "retry"),
            ("usage", "rejected", "retry", SECRET), ("niet_getoond", "rejected", "retry", "3"),
            ("niet_getoond", "rejected", "discard", "3"), ("niet_getoond", "rejected", "export", "3"),
            ("usage", "edit"), ("usage", "edit", "open"), ("usage", "edit", "open", SECRET), ("usage", "edit", "drop"),
            ("niet_getoond", "edit", "open", NOBODY), ("limit", "edit", "open", self.person, self.other),
            *(("usage", "rejected", what, number) for what in ("retry", "discard", "export")
              for number in ("-1", "0", "9" * 20, "18446744073709551615", "1x")),
            *(("usage", *words, number) for words in (("edit", "drop"), ("set", self.person, "adres=x", "--edit"),
                                                      ("decide", self.person, "adres", "x", "--edit"))
              for number in ("-1", "9" * 20, "18446744073709551615", "1x")),
            ("usage", "edit", "drop", "0"), ("usage", "remove"), ("usage", "remove", SECRET),
            ("niet_getoond", "remove", NOBODY), ("niet_getoond", "restore", NOBODY),
            ("usage", "init"), ("usage", "init", "--server", SECRET, "--code", "x"),
            ("usage", "init", "--server", self.server.url),
            ("exists", "init", "--server", self.server.url, "--code", SECRET))
        for words in (["find", b"\xff\xfe"], ["find", SECRET * 9000], ["list", "deelnemer", "--dossier", NOBODY]):
            done = self.run_raw(words)
            self.assertEqual((done.returncode, json.loads(done.stdout)), (0, []), words)
        for command in COMMANDS:
            noise = [b"." + self.chance.randbytes(self.chance.randrange(1, 40)).replace(b"\0", b"") for _ in range(2)]
            words = command.split() + noise[:self.chance.randrange(1, 3)]
            done = self.run_raw(words)
            self.assert_error(done, "usage" if done.returncode == 2 else None, words)
        self.assert_unchanged()

    def test_addresses_and_certificates_that_do_not_fit(self):
        device = ["--store", str(self.folder / "nergens.db"), "--code", "ABCD-EFGH-JKMN"]
        here = self.server.url.removeprefix("http://")
        for expected, url in (("usage", "ftp://x"), ("usage", "//x"), ("usage", "http://"), ("url", "https://[::1"),
                              ("url", f"http://{SECRET}@{here}"), ("url", f"http://{here}/?a=b"),
                              ("url", "http://a:99999"), ("tls_required", "http://wegwijs.example.nl"),
                              ("tls_failed", f"https://{here}"), ("code_invalid", f"http://{here}"),
                              ("not_found", f"http://{here}/elders")):
            words = ["init", "--server", url, *device]
            self.assert_error(self.run_raw(words), expected, words)
        words = ["init", "--server", f"https://{here}", *device, "--ca", self.file("geen.pem", b"-----BEGIN \xff")]
        self.assert_error(self.run_raw(words), "tls_ca_file", words)
        self.assertFalse((self.folder / "nergens.db").exists())


class Files(BadInput):
    """What stands on the disk is not what was left there."""

    def damaged(self, name, **contents):
        """A copy of the store in a folder of its own, with these files replaced; None takes one away."""
        folder = self.folder / name
        folder.mkdir()
        copy = self.anna.copy_to(folder / "a.db")
        for ending, content in contents.items():
            file = folder / ("a.db" + ending.replace("_", ".").replace("..", "-"))
            if content is None:
                file.unlink()
            else:
                file.write_bytes(content)
        return copy

    def aside(self, copy):
        """The one file that was set aside."""
        (file,) = [f for f in copy.path.parent.iterdir() if re.fullmatch(r"a\.db\.beschadigd-\d+", f.name)]
        return file

    @classmethod
    def prepare(cls):
        cls.good = cls.anna.path.read_bytes()
        cls.key = cls.anna.path.with_suffix(".db.key").read_bytes()

    def test_keys_that_cannot_be_read_change_nothing(self):
        self.assertEqual(self.key, self.anna.path.with_suffix(".db.key.2").read_bytes())
        for name, key in (("rommel", b"rommel"), ("leeg", b""), ("kort", self.key[:-3]), ("lang", self.key + b"x"),
                          ("getal", b"\x88" + b"\0" * 40), ("niets", None),
                          ("traag", self.key.replace(COST, b"\x1a\x7f\xff\xff\xff\x1a\x04\x00\x00\x00")),
                          ("groot", self.key.replace(COST, b"\x03\x1b\0\0\0\x10\0\0\0\0"))):
            self.assertNotEqual(key, self.key)
            copy = self.damaged(name, _key=key, _key_2=key)
            files = {file.name: file.read_bytes() for file in copy.path.parent.iterdir()}
            for command in (["status"], ["set", self.person, "adres=x"], ["sync"]):
                done = self.run_raw([*command, "--store", str(copy.path)])
                self.assert_error(done, "store_missing" if key is None else "store_damaged", [name, *command])
            self.assertEqual({file.name: file.read_bytes() for file in copy.path.parent.iterdir()}, files, name)
            for ending in (".key", ".key.2"):
                copy.path.with_suffix(".db" + ending).write_bytes(self.key)
            self.assertEqual(self.state(copy), self.before, name)
        for name, contents in (("eerste", {"_key": b"rommel"}), ("tweede", {"_key_2": None})):
            copy = self.damaged(name, **contents)
            self.assertEqual(self.state(copy), self.before)
            self.assertEqual(len(copy.do("check")["repaired"]), 1)
            self.assertEqual(copy.do("check"), {"ok": True, "findings": [], "repaired": []})

    def test_a_store_that_cannot_be_read_is_set_aside_as_it_is(self):
        middle = len(self.good) // 2
        other = self.folder / "kaal.db"
        with sqlite3.connect(other) as plain:
            plain.execute("CREATE TABLE iets(anders)")
        plain.close()
        for name, content in (("tekst", b"geen gegevensbank" * 100), ("nul", b""), ("stukje", self.good[:1000]),
                              ("helft", self.good[:middle]), ("kop", bytes(100) + self.good[100:]),
                              ("kaal", other.read_bytes())):
            copy = self.damaged(name, **{"": content})
            self.assert_error(self.run_raw(["status", "--store", str(copy.path)]), "store_damaged", [name])
            aside = self.aside(copy)
            self.assertEqual(aside.read_bytes(), content, name)
            self.assertEqual(aside.with_name(aside.name + ".key").read_bytes(), self.key)
            again = self.run_raw(["list", "deelnemer", "--store", str(copy.path)])
            if name in ("kop", "helft"):  # what was saved stands in its place
                self.assertEqual(again.returncode, 0, again)
            else:
                self.assert_error(again, "store_missing", [name])

    def test_the_key_of_another_store_loses_nothing(self):
        bert = Device(self.folder / "bert.db")
        bert.enrol(self.server, "bert")
        key = bert.path.with_suffix(".db.key").read_bytes()
        copy = self.damaged("sleutel", _key=key, _key_2=key)
        self.assert_error(self.run_raw(["status", "--store", str(copy.path)]), "store_damaged", ["sleutel"])
        aside = self.aside(copy)
        aside.rename(copy.path)
        for ending in (".key", ".key.2"):
            copy.path.with_suffix(".db" + ending).write_bytes(self.key)
        self.assertEqual(self.state(copy), self.before)

    def test_damage_within_a_store_is_found_or_harmless(self):
        size, page = len(self.good), 4096
        for number in range(6):
            content, at = bytearray(self.good), self.chance.randrange(page, size - 300)
            content[at:at + 200] = self.chance.randbytes(200)
            copy = self.damaged(f"plek{number}", **{"": bytes(content)})
            done = self.run_raw(["check", "--store", str(copy.path)])
            self.assertIn(done.returncode, (0, 1), (at, done))
            report = json.loads(done.stdout)
            if done.returncode == 0:
                self.assertEqual(report, {"ok": True, "findings": [], "repaired": []}, at)
                self.assertEqual(self.state(copy), self.before, at)
            elif "error" in report:
                self.assert_error(done, "store_damaged", [str(at)])
                if not copy.path.exists():
                    self.assertEqual(self.aside(copy).read_bytes(), content)
            else:
                self.assertIs(report["ok"], False, at)
        for name, contents in (("log", {"__wal": b"rommel" * 5000}), ("index", {"__shm": b"rommel" * 5000}),
                               ("staart", {"": self.good + b"zomaar" * 1000})):
            self.assertEqual(self.state(self.damaged(name, **contents)), self.before, name)

    def test_an_init_that_finds_rubbish_makes_nothing(self):
        place = self.folder / "rommel.db"
        place.with_suffix(".db.enrol").write_bytes(b"rommel" * 40)
        words = ["init", "--server", self.server.url, "--code", self.server.code("anna"), "--store", str(place)]
        self.assert_error(self.run_raw(words), "wrong_pin", words)
        place.with_suffix(".db.enrol").write_bytes(b"")
        self.assert_error(self.run_raw(words), "store_damaged", words)
        place.with_suffix(".db.enrol").unlink()
        self.assertFalse(place.exists())
        self.assertEqual(self.run_raw(words).returncode, 0)  # the code was not used up


if __name__ == "__main__":
    main()
