"""One person with one store: init, records, edits, reading, refusals."""

from programs import PIN, Device, Story, main

RECORD = {"id", "entity", "dossier", "fields", "conflicts", "unknown", "state"}
ENTRY = {"value", "by", "device", "at"}


class Init(Story):
    def test_init_answers_who_this_is_and_repeating_it_answers_the_same(self):
        device = Device(self.folder / "nieuw.db")
        code = self.server.code("anna")
        made = device.do("init", "--server", self.server.url, "--code", code)
        self.assertEqual(set(made), {"device", "user", "role"})
        self.assertEqual((made["user"], made["role"]), ("anna", "klantmanager"))
        self.assertEqual(device.do("init", "--server", self.server.url, "--code", code), made)
        self.assertFalse(device.path.with_suffix(".db.enrol").exists())

    def test_a_code_works_for_one_device(self):
        code = self.server.code("anna")
        Device(self.folder / "eerste.db").do("init", "--server", self.server.url, "--code", code)
        second = Device(self.folder / "tweede.db")
        self.assertEqual(second.refuse("init", "--server", self.server.url, "--code", code)["code"], "code_invalid")
        self.assertFalse(second.path.exists())
        self.assertEqual(second.refuse("status")["code"], "store_missing")

    def test_another_code_never_replaces_a_store(self):
        device = self.device()
        before = device.path.read_bytes()
        error = device.refuse("init", "--server", self.server.url, "--code", self.server.code("anna"))
        self.assertEqual(error["code"], "exists")
        self.assertEqual(device.path.read_bytes(), before)

    def test_a_wrong_pin_is_a_clear_error(self):
        device = self.device()
        error = device.refuse("status", pin="helaas-99999")
        self.assertEqual(error["code"], "wrong_pin")
        self.assertNotIn("99999", error["message"])
        answer = device.run("status", pin="helaas-99999", json_form=False)
        self.assertEqual((answer.status, answer.out), (1, ""))
        self.assertIn("PIN", answer.err)
        self.assertEqual(device.do("status")["unsent"], 0)

    def test_without_a_pin_or_a_store_it_is_wrong_usage(self):
        device = self.device()
        self.assertEqual(device.refuse("status", pin="\n", status=2)["code"], "usage")
        self.assertEqual(device.refuse("get", "123456782", status=2)["code"], "usage")
        self.assertNotIn("123456782", device.refuse("list", "deelnemer", "123456782", status=2)["message"])
        self.assertEqual(device.refuse("bestaat-niet", status=2)["code"], "usage")

    def test_the_pin_may_stand_in_a_file(self):
        device = self.device()
        pin = self.folder / "pin.txt"
        pin.write_text(PIN + "\n")
        self.assertEqual(device.do("status", "--pin-file", str(pin), pin="helaas-99999")["unsent"], 0)


class Records(Story):
    def setUp(self):
        self.anna = self.device()

    def test_what_is_created_can_be_read_back_in_every_form(self):
        made = self.person(self.anna, "Amina", "geboortedatum=1994-02", "talen=ar,ti", "geheim=true")
        self.assertEqual(set(made), {"id", "dossier"})
        record = self.anna.do("get", made["id"])
        self.assertEqual(set(record), RECORD)
        self.assertEqual((record["entity"], record["dossier"], record["state"]), ("deelnemer", made["dossier"], "local"))
        self.assertEqual(record["fields"]["geboortedatum"], "1994-02")
        self.assertEqual(sorted(record["fields"]["talen"]), ["ar", "ti"])
        self.assertIs(record["fields"]["geheim"], True)
        self.assertEqual((record["conflicts"], record["unknown"]), ({}, {}))
        self.assertIn(record, self.anna.do("list", "deelnemer", "--where", "weergavenaam = 'Amina'"))
        self.assertIn(made["id"], self.anna.people("list", "deelnemer"))
        rows = self.anna.do("sql", "SELECT id, weergavenaam AS naam FROM deelnemer WHERE geboortedatum = '1994-02'")
        self.assertEqual(rows, [{"id": made["id"], "naam": "Amina"}])

    def test_set_changes_empties_and_takes_sets_apart(self):
        made = self.person(self.anna, "Sara", "talen=ar,ti", "adres=Bij de haven")
        self.assertEqual(self.anna.do("set", made["id"], "talen=-ti +prs", "adres=", "voorkeurstaal=-", typed="ar\n"), {"id": made["id"]})
        fields = self.anna.do("get", made["id"])["fields"]
        self.assertEqual(sorted(fields["talen"]), ["ar", "prs"])
        self.assertIsNone(fields.get("adres"))
        self.assertEqual(fields["voorkeurstaal"], "ar")

    def test_a_telephone_number_keeps_its_plus(self):
        made = self.person(self.anna, "Dina", "telefoons=0612345678")
        self.anna.do("set", made["id"], "telefoons=+31687654321 -0612345678")
        self.assertEqual(self.anna.do("get", made["id"])["fields"]["telefoons"], ["+31687654321"])

    def test_a_file_can_be_a_value(self):
        made = self.person(self.anna, "Lena")
        text = self.folder / "adres.txt"
        text.write_text("Kade 1\nachter\n", encoding="utf-8")
        self.anna.do("set", made["id"], f"adres=@{text}")
        self.assertIn("Kade 1", self.anna.do("get", made["id"])["fields"]["adres"])
        self.assertEqual(self.anna.refuse("set", made["id"], "adres=@/bestaat/niet")["code"], "file_missing")

    def test_a_record_belongs_to_the_file_of_the_record_that_it_names(self):
        made = self.person(self.anna)
        traject = self.anna.do("create", "traject", f"deelnemer={made['id']}", "status=gekoppeld", "regievoerder=anna")
        self.assertEqual(traject["dossier"], made["dossier"])
        self.assertEqual([r["id"] for r in self.anna.do("list", "traject", "--dossier", made["dossier"])], [traject["id"]])
        self.assertEqual(self.anna.refuse("create", "traject", "status=gekoppeld", status=2)["code"], "usage")
        self.assertEqual(self.anna.refuse("create", "deelnemer", "weergavenaam=X", status=2)["code"], "usage")

    def test_what_is_refused_changes_nothing_and_repeats_no_value(self):
        made = self.person(self.anna, "Omar")
        before = self.anna.do("get", made["id"])
        for values, code in ((["bsn=123456789"], "invalid_value"), (["weergavenaam="], "required"),
                             (["verblijf=999888777"], "invalid_value"), (["gedetailleerde_doelgroep=Gezinsvormer"], "mag_niet"),
                             (["adres=Kade", "geen_veld=999888777"], "invalid_value")):
            error = self.anna.refuse("set", made["id"], *values)
            self.assertEqual(error["code"], code, values)
            for value in ("123456789", "999888777"):
                self.assertNotIn(value, error["message"])
        self.assertEqual(self.anna.do("get", made["id"]), before)

    def test_removed_and_restored(self):
        made = self.person(self.anna, "Noor")
        self.assertEqual(self.anna.do("remove", made["id"]), {"id": made["id"]})
        self.assertNotIn(made["id"], self.anna.people("list", "deelnemer"))
        self.assertEqual(self.anna.refuse("remove", made["id"])["code"], "verwijderd")
        self.assertEqual(self.anna.do("restore", made["id"]), {"id": made["id"]})
        self.assertEqual(self.anna.do("get", made["id"])["fields"]["weergavenaam"], "Noor")

    def test_people_are_found_in_other_spellings(self):
        made = self.person(self.anna, "Mohammed al-Ahmad", "v_nummer=2345678901")
        for asked in ("muhamad ahmed", "Mohamed", "2345678901"):
            self.assertEqual(self.anna.do("find", *asked.split())[0]["id"], made["id"], asked)
        self.assertEqual(self.anna.do("find", "xyzzy"), [])

    def test_history_tells_every_value_who_and_when(self):
        made = self.person(self.anna, "Ali", "voorkeurstaal=ar")
        self.anna.do("set", made["id"], "voorkeurstaal=ti")
        values = self.anna.do("history", made["id"], "voorkeurstaal")
        self.assertEqual({v["value"] for v in values}, {"ar", "ti"})
        self.assertEqual({v["value"] for v in values if v["stands"]}, {"ti"})
        for one in values:
            self.assertLessEqual(ENTRY, set(one))
            self.assertEqual(one["by"], "anna")
            self.assertRegex(one["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertIn("anna", self.anna.people("history", made["id"]))

    def test_sql_only_reads_and_says_what_is_wrong(self):
        for query in ("DELETE FROM deelnemer", "UPDATE deelnemer SET weergavenaam = 'x'", "SELECT * FROM value", "PRAGMA key", "SELECT 1; SELECT 2"):
            self.assertEqual(self.anna.refuse("sql", query)["code"], "sql", query)
        error = self.anna.refuse("list", "deelnemer", "--where", "naam = 'x'")
        self.assertEqual(error["code"], "sql")
        self.assertIn("weergavenaam", error["message"])

    def test_an_edit_keeps_what_was_shown_until_it_is_saved(self):
        made = self.person(self.anna, "Hana")
        edit = self.anna.do("edit", "open", made["id"])
        self.assertEqual(set(edit), {"edit", "dossier"})
        self.anna.do("set", made["id"], "adres=Kade 2", "--edit", str(edit["edit"]))
        self.assertEqual(self.anna.run("set", made["id"], "adres=Kade 3", "--edit", str(edit["edit"])).status, 1)
        second = self.anna.do("edit", "open", made["id"])
        self.anna.do("edit", "drop", str(second["edit"]))
        self.assertEqual(self.anna.run("set", made["id"], "adres=Kade 3", "--edit", str(second["edit"])).status, 1)
        self.assertEqual(self.anna.do("get", made["id"])["fields"]["adres"], "Kade 2")

    def test_the_pack_is_shown_for_the_role(self):
        names = [one["name"] for one in self.anna.do("entities")]
        self.assertIn("deelnemer", names)
        fields = {one["name"]: one for one in self.anna.do("fields", "deelnemer")}
        self.assertEqual(set(fields["bsn"]), {"name", "label", "type", "required", "policy", "class", "read", "write", "values"})
        self.assertEqual((fields["bsn"]["type"], fields["bsn"]["policy"], fields["bsn"]["class"]), ("bsn", "beoordelen", "B"))
        self.assertEqual(fields["verblijf"]["values"], ["azc", "woning", "tijdelijk"])
        self.assertIs(fields["weergavenaam"]["required"], True)
        vera = self.device("vera")
        shown = {one["name"] for one in vera.do("fields", "deelnemer")}
        self.assertTrue(shown)
        self.assertFalse(shown & {"bsn", "v_nummer", "geboortedatum", "geslachtsnaam"})

    def test_status_and_check_have_their_forms(self):
        status = self.anna.do("status")
        self.assertEqual(set(status), {"unsent", "rejected", "conflicts", "dossiers", "records", "last_sync", "in_step", "store_bytes"})
        self.assertIs(self.anna.do("check")["ok"], True)
        self.assertEqual(self.anna.do("rejected"), [])
        self.assertEqual(self.anna.do("conflicts"), [])
        self.assertEqual(self.anna.refuse("rejected", "retry", "7")["code"], "niet_getoond")


class Help(Story):
    def test_every_level_has_help_with_an_example_and_there_is_a_version(self):
        device = Device(self.folder / "geen.db")
        top = device.people("--help")
        for command in ("init", "entities", "fields", "create", "set", "remove", "restore", "get", "list", "sql", "find", "history", "sync",
                        "conflicts", "decide", "rejected", "rejected retry", "rejected discard", "rejected export", "status", "import",
                        "check", "edit", "edit open", "edit drop"):
            self.assertIn(command.split()[0], top)
            self.assertIn("Example:\n  wegwijs ", device.people(*command.split(), "--help"), command)
        self.assertRegex(device.people("--version"), r"\d+\.\d+\.\d+")


if __name__ == "__main__":
    main()
