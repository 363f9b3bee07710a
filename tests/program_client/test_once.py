"""What is done once: the same words are a repetition only when nobody got the answer, and only of what was done."""
import json
import shutil
import subprocess

from programs import PIN, REGION, Device, Story, environment, main


class Once(Story):
    def setUp(self):
        self.anna = self.device()

    def unanswered(self, *words):
        """It is done, and nobody reads the answer: the same as a kill just before it, but every time."""
        with open("/dev/full", "w") as full:
            done = subprocess.run(self.anna.command(*words), stdout=full, env=environment(WEGWIJS_PIN=PIN))
        self.assertEqual(done.returncode, 1)

    def list_comes_in(self, name):
        listed, mapped = self.folder / "lijst.csv", self.folder / "lijst.json"
        listed.write_text(f"Roepnaam\n{name}\n")
        fields = {"weergavenaam": "Roepnaam"}
        mapped.write_text(json.dumps({"entity": "deelnemer", "gemeente": REGION, "fields": fields}))
        self.assertEqual(self.anna.do("import", str(listed), "--map", str(mapped))["created"], 1)

    def named(self, name):
        return [r["id"] for r in self.anna.do("list", "deelnemer", "--where", f"weergavenaam = '{name}'")]

    def files(self):
        """Those that hold anything."""
        return {file.name for file in self.folder.glob(f"{self.anna.path.name}*") if file.stat().st_size > 0}

    def test_what_was_made_without_an_answer_is_told_when_the_words_come_again(self):
        words = ("create", "deelnemer", f"gemeente={REGION}", "weergavenaam=Ongehoord")
        for between in (lambda: None, lambda: self.list_comes_in("Tussen"), lambda: self.anna.do("sync"),
                        lambda: self.person(self.anna, "Ander werk")):
            before = set(self.named("Ongehoord"))
            self.unanswered(*words)
            (made,) = set(self.named("Ongehoord")) - before
            between()
            self.assertEqual(self.anna.do(*words)["id"], made)
            self.assertEqual(set(self.named("Ongehoord")), before | {made})
        self.assertNotIn(self.anna.do(*words)["id"], before | {made})

    def test_two_that_got_no_answer_are_known_apart(self):
        first, second = (("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={name}") for name in "PQ")
        self.unanswered(*first)
        self.unanswered(*second)
        self.assertEqual([self.anna.do(*second)["id"]], self.named("Q"))
        self.assertEqual([self.anna.do(*first)["id"]], self.named("P"))
        self.assertEqual(self.anna.do("status")["unsent"], 2)

    def test_a_change_that_was_refused_is_made_when_it_is_allowed_whatever_came_between(self):
        bert = self.device("bert")
        person = self.person(bert, "Nog niet hier")["id"]
        bert.do("sync")
        self.assertEqual(self.anna.refuse("set", person, "adres=Kade 1")["code"], "niet_getoond")
        self.list_comes_in("Intussen")
        self.anna.do("sync")
        self.anna.do("set", person, "adres=Kade 1")
        self.assertEqual(self.anna.do("get", person)["fields"]["adres"], "Kade 1")

    def test_what_was_never_refused_is_not_dealt_with_however_often_it_is_asked(self):
        for what in ("discard", "discard", "retry", "retry"):
            self.assertEqual(self.anna.refuse("rejected", what, "99")["code"], "niet_getoond")

    def test_a_copy_of_the_store_and_its_keys_takes_no_new_work_for_a_repetition(self):
        hours = ("create", "urenregel", f"deelnemer={self.person(self.anna)['id']}", "datum=2026-11-24", "minuten=60",
                 "teller=participatie")
        made = self.anna.do(*hours)["id"]
        endings = ("", ".key", ".key.2", ".spare")
        self.assertEqual(self.files(), {self.anna.path.name + ending for ending in endings})
        path = self.folder / "kopie.db"
        for ending in endings:
            shutil.copy2(f"{self.anna.path}{ending}", f"{path}{ending}")
        self.assertNotEqual(Device(path).do(*hours)["id"], made)

    def test_deleting_restoring_and_deciding_open_no_edit_that_could_stay(self):
        person = self.person(self.anna)["id"]
        first = self.anna.do("edit", "open", person)["edit"]
        self.anna.do("remove", person)
        self.anna.do("restore", person)
        self.anna.do("decide", person, "weergavenaam", "Besloten")
        self.assertEqual(self.anna.do("edit", "open", person)["edit"], first + 1)
        self.assertEqual(self.anna.do("get", person)["fields"]["weergavenaam"], "Besloten")


if __name__ == "__main__":
    main()
