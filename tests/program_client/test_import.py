"""A hand-over list from somebody else's spreadsheet."""
import json
import signal

from programs import Story, main

MAP = {"entity": "deelnemer", "gemeente": {"column": "Gemeente"}, "key": "v_nummer",
       "fields": {"weergavenaam": "Roepnaam", "v_nummer": "V-nr",
                  "geboortedatum": {"column": "Geb. datum", "format": "dd-mm-yyyy"},
                  "talen": "Talen", "verblijf": {"value": "azc"}}}
MAP_WITHOUT_KEY = {name: value for name, value in MAP.items() if name != "key"}
HEAD = "V-nr;Roepnaam;Geb. datum;Talen;Gemeente;Niet nodig\r\n"


class Import(Story):
    def setUp(self):
        self.anna = self.device()
        self.earlier = {r["id"] for r in self.anna.do("list", "deelnemer")}  # of the stories before

    def people(self):
        return [r for r in self.anna.do("list", "deelnemer") if r["id"] not in self.earlier]

    def files(self, name, rows, mapping=None):
        listed, mapped = self.folder / f"{name}.csv", self.folder / f"{name}.json"
        listed.write_bytes(("\ufeff" + HEAD + "".join(row + "\r\n" for row in rows)).encode("utf-8"))
        mapped.write_text(json.dumps(mapping or MAP), encoding="utf-8")
        return "import", str(listed), "--map", str(mapped)

    def test_good_rows_are_kept_and_bad_ones_reported_with_line_and_reason(self):
        words = self.files("gemengd", ['1000000001;"Amina ""Mina""";00-02-1994;ar,ti;0405;x',
                                       "1000000002;;01-01-1990;;0405;", "1000000003;Sara;gisteren;;0405;",
                                       "1000000004;Omar;01-01-1990;;9999;", "1000000005;Noor;3-5-1992;;0405;",
                                       "1000000001;Amina B.;;;0405;"])
        report = self.anna.do(*words)
        self.assertEqual(report["created"], 2)
        self.assertEqual([row["line"] for row in report["refused"]], [3, 4, 5, 7])
        for row, word in zip(report["refused"], ("weergavenaam", "geboortedatum", "municipality", "v_nummer")):
            self.assertIn(word, row["reason"])
        people = {r["fields"]["weergavenaam"]: r["fields"] for r in self.people()}
        self.assertEqual(set(people), {'Amina "Mina"', "Noor"})
        self.assertEqual(people["Noor"]["geboortedatum"], "1992-05-03")
        self.assertEqual(people['Amina "Mina"']["geboortedatum"], "1994-02")
        self.assertEqual(sorted(people['Amina "Mina"']["talen"]), ["ar", "ti"])
        again = self.anna.do(*words)
        self.assertEqual((again["created"], again["earlier"], again["refused"]), (0, 2, report["refused"]))

    def logged(self):
        """Bytes in the store's log: more with every row that is written."""
        log = self.anna.path.with_name(self.anna.path.name + "-wal")
        try:
            return log.stat().st_size
        except FileNotFoundError:
            return 0

    def kill_while_it_writes(self, words):
        """Kills it when its log has grown a few times. Gives whether it was still at work."""
        running = self.anna.start(*words)
        seen, steps = self.logged(), self.chance.randint(2, 9)
        while steps > 0 and running.poll() is None:
            now = self.logged()
            steps -= now > seen
            seen = now
        running.kill()
        running.communicate()
        return running.returncode == -signal.SIGKILL

    def test_a_list_without_a_key_that_is_killed_and_repeated_is_in_once(self):
        count = 300
        words = self.files("lang", [f";Mens {number};;;0405;" for number in range(count)], MAP_WITHOUT_KEY)
        killed = sum(self.kill_while_it_writes(words) for _ in range(12))
        report = self.anna.do(*words)
        self.assertGreater(killed, 0)
        self.assertEqual(report["created"] + report["earlier"], count)
        here = sorted(r["fields"]["weergavenaam"] for r in self.people())
        self.assertEqual(here, sorted(f"Mens {n}" for n in range(count)))

    def test_a_list_or_map_that_does_not_fit_takes_nothing_in(self):
        bad = (({**MAP, "entity": "persoon"}, "map_invalid"), ({**MAP, "fields": {"naam": "Roepnaam"}}, "map_invalid"),
               ({**MAP, "fields": {**MAP["fields"], "weergavenaam": "Naam"}}, "map_invalid"), ([], "map_invalid"))
        for mapping, code in bad:
            words = self.files("slecht", ["1;Amina;;;0405;"], mapping)
            if mapping == []:
                (self.folder / "slecht.json").write_text("[")
            self.assertEqual(self.anna.refuse(*words)["code"], code)
        words = self.files("slecht", ['1;"Amina;;;0405;'])
        self.assertEqual(self.anna.refuse(*words)["code"], "csv_invalid")
        self.assertEqual(self.anna.refuse("import", "/bestaat/niet.csv", "--map", words[3])["code"], "file_missing")
        self.assertEqual(self.people(), [])

    def test_what_was_refused_before_a_list_came_in_can_be_made_after_it(self):
        words = ("create", "deelnemer", "gemeente=0498", "weergavenaam=Nieuw in Drechterland")
        self.assertEqual(self.anna.refuse(*words)["code"], "mag_niet")
        self.anna.do(*self.files("tussendoor", [";Uit de lijst;;;0405;"], MAP_WITHOUT_KEY))
        self.server.run("grant", "anna", "--role", "klantmanager", "--gemeente", "0498")
        self.anna.do("sync")
        made = self.anna.do(*words)
        self.assertEqual(self.anna.do("get", made["id"])["fields"]["weergavenaam"], "Nieuw in Drechterland")


if __name__ == "__main__":
    main()
