"""Two tablets and a phone around one server."""
import signal

from programs import Device, Server, Story, main

INTAKE = {
    "stand": "open", "begonnen_op": "2026-11-24T09:30:00+01:00", "plaats_gesprek": "azc", "tolk_soort": "telefoon", "tolk_taal": "ti",
    "versie_vragenlijst": "3.1", "zonder_verbinding": "true", "opleiding_niveau": "BASISNIVEAU", "opleiding_land": "Eritrea",
    "diploma": "nee", "diploma_waardering": "niet_nodig", "alfabetisering": "A", "beroep": "Timmerman", "werkervaring_jaren": "12",
    "werk_ambitie": "Weer met hout werken", "werknemersvaardigheden": "GOED", "taal_mondeling": "ARM", "taal_schriftelijk": "ARM",
    "moedertaal": "ti", "schriften": "Ethi,Latn", "gezin_samenstelling": "Twee kinderen", "kinderopvang_nodig": "ja",
    "sociaal_netwerk": "Een broer in Hoorn", "belastbaarheid": "Volledig", "digitale_vaardigheid": "MIDDELMATIG",
    "digid_aangevraagd": "nee", "rijbewijs": "nee", "financien_schulden": "geen", "reistijd_minuten": "25", "motivatie": "Snel beginnen",
}
REPORT = {"pushed", "rejected", "pulled", "forgotten", "conflicts", "bytes_up", "bytes_down", "requests", "seconds", "in_step"}


class TwoTablets(Story):
    def setUp(self):
        self.anna, self.bert = self.device("anna"), self.device("bert")

    def exchange(self, *devices):
        """Until nobody has anything new: everyone pushes, then everyone pulls."""
        for _ in range(2):
            for device in devices or (self.anna, self.bert):
                report = device.do("sync")
                self.assertIs(report["in_step"], True)

    def test_an_intake_of_thirty_fields_made_offline_is_equal_on_the_other(self):
        self.assertEqual(len(INTAKE), 30)
        self.server.stop()
        person = self.person(self.anna, "Tesfay")
        traject = self.anna.do("create", "traject", f"deelnemer={person['id']}", "status=gekoppeld", "regievoerder=anna")
        intake = self.anna.do("create", "intake", f"traject={traject['id']}", *(f"{name}={value}" for name, value in INTAKE.items()))
        error = self.anna.refuse("sync")
        self.assertIn(error["retry"], ("when_online", "later", "now"))
        self.assertEqual(self.anna.do("status")["unsent"], 3)
        self.server.start()

        report = self.anna.do("sync")
        self.assertEqual(set(report), REPORT)
        self.assertEqual((report["pushed"], report["rejected"]), (3, 0))
        self.assertGreaterEqual(self.bert.do("sync")["pulled"], 3)
        for made in (person, traject, intake):
            mine, other = self.anna.do("get", made["id"]), self.bert.do("get", made["id"])
            self.assertEqual(mine["state"], "server")
            self.assertEqual(mine, other)
        self.assertLessEqual(set(INTAKE), set(self.bert.do("get", intake["id"])["fields"]))
        again = self.anna.do("sync")
        self.assertEqual((again["pushed"], again["pulled"], again["in_step"]), (0, 0, True))

    def test_different_fields_never_conflict(self):
        made = self.person(self.anna, "Yusra", "adres=Kade 1")
        self.exchange()
        self.anna.do("set", made["id"], "adres=Kade 2")
        self.bert.do("set", made["id"], "geboorteland=Syrië")
        self.exchange()
        for device in (self.anna, self.bert):
            record = device.do("get", made["id"])
            self.assertEqual((record["fields"]["adres"], record["fields"]["geboorteland"], record["conflicts"]), ("Kade 2", "Syrië", {}))

    def test_a_conflict_shows_both_values_on_both_until_one_decides(self):
        made = self.person(self.anna, "Samira", "geboortedatum=1990")
        self.exchange()
        self.anna.do("set", made["id"], "geboortedatum=1990-01-02")
        self.bert.do("set", made["id"], "geboortedatum=1990-02-01")
        self.exchange()
        for device in (self.anna, self.bert):
            (conflict,) = [c for c in device.do("conflicts") if c["id"] == made["id"]]
            self.assertEqual(set(conflict), {"id", "entity", "field", "values"})
            self.assertEqual((conflict["entity"], conflict["field"]), ("deelnemer", "geboortedatum"))
            self.assertEqual({(v["value"], v["device"]) for v in conflict["values"]},
                             {("1990-01-02", self.anna.number), ("1990-02-01", self.bert.number)})
            own = {v["by"] for v in conflict["values"] if v["device"] == device.number}
            self.assertEqual(own, {device.user})
            self.assertTrue(all(set(v) == {"value", "by", "device", "at"} for v in conflict["values"]))
            self.assertEqual(device.do("get", made["id"])["conflicts"]["geboortedatum"], conflict["values"])
            self.assertIn("1990-01-02", device.people("conflicts"))
        self.assertEqual(self.anna.refuse("set", made["id"], "geboortedatum=1990-01-02")["code"], "conflict_open")
        self.assertEqual(self.bert.do("decide", made["id"], "geboortedatum", "1990-01-02"), {"id": made["id"]})
        self.exchange()
        for device in (self.anna, self.bert):
            record = device.do("get", made["id"])
            self.assertEqual((record["fields"]["geboortedatum"], record["conflicts"]), ("1990-01-02", {}))
            self.assertEqual(device.do("conflicts"), [])
            self.assertIn("1990-02-01", [v["value"] for v in device.do("history", made["id"], "geboortedatum")])

    def test_what_syncs_in_under_an_open_edit_is_not_overwritten_unseen(self):
        made = self.person(self.anna, "Rahel", "adres=Kade 1")
        self.exchange()
        edit = self.anna.do("edit", "open", made["id"])["edit"]
        self.bert.do("set", made["id"], "adres=Kade 9")
        self.exchange()
        self.anna.do("set", made["id"], "adres=Kade 5", "--edit", str(edit))
        self.exchange()
        for device in (self.anna, self.bert):
            values = {v["value"] for v in device.do("get", made["id"])["conflicts"]["adres"]}
            self.assertEqual(values, {"Kade 5", "Kade 9"})

    def test_deleted_here_and_changed_there_is_decided_by_a_person(self):
        made = self.person(self.anna, "Idris", "adres=Kade 1")
        self.exchange()
        self.anna.do("remove", made["id"])
        self.bert.do("set", made["id"], "adres=Kade 3")
        self.exchange()
        for device in (self.anna, self.bert):
            self.assertIn("_verwijderd", device.do("get", made["id"])["conflicts"])
        self.anna.do("decide", made["id"], "_verwijderd", "false")
        self.exchange()
        record = self.bert.do("get", made["id"])
        self.assertEqual((record["fields"]["adres"], record["conflicts"]), ("Kade 3", {}))

    def test_a_volunteer_gets_no_identifying_field(self):
        made = self.person(self.anna, "Winta", "geslachtsnaam=Geheimnaam", "bsn=999990007", "v_nummer=3456789012", "geboortedatum=1991-03-04", "taaldoel=Praten")
        self.exchange()
        vera = self.device("vera")
        fields = vera.do("get", made["id"])["fields"]
        self.assertEqual((fields["weergavenaam"], fields["taaldoel"]), ("Winta", "Praten"))
        self.assertFalse(set(fields) & {"geslachtsnaam", "bsn", "v_nummer", "geboortedatum"})
        hours = vera.do("create", "urenregel", f"deelnemer={made['id']}", "datum=2026-11-24", "minuten=90", "teller=participatie")
        vera.do("sync")
        self.exchange()
        self.assertEqual(self.anna.do("get", hours["id"])["fields"]["minuten"], 90)

    def test_watching_goes_on_until_it_is_told_to_stop(self):
        made = self.person(self.anna, "Luwam")
        watching = self.anna.start("sync", "--watch", "--every", "3600")
        watching.stdout.readline()  # one report: the first round is through, the pause begins
        watching.send_signal(signal.SIGINT)
        watching.communicate()
        self.assertEqual(watching.returncode, 0)
        self.bert.do("sync")
        self.assertEqual(self.bert.do("get", made["id"])["fields"]["weergavenaam"], "Luwam")


class OtherServers(Story):
    def test_without_a_server_init_says_so_and_can_be_repeated_later(self):
        server = Server(self.folder / "later")
        server.add_user("anna")
        server.start()
        url, code = server.url, server.code("anna")
        server.stop()
        device = Device(self.folder / "later.db")
        self.assertEqual(device.refuse("init", "--server", url, "--code", code)["code"], "offline")
        self.assertFalse(device.path.exists())
        server.start()
        self.addCleanup(server.stop)
        self.assertEqual(device.do("init", "--server", url, "--code", code)["user"], "anna")

    def test_plain_http_to_another_machine_is_refused(self):
        device = Device(self.folder / "open.db")
        self.assertEqual(device.refuse("init", "--server", "http://wegwijs.example.nl", "--code", "x")["code"], "tls_required")
        self.assertEqual(device.refuse("init", "--server", "geen adres", "--code", "x", status=2)["code"], "usage")


if __name__ == "__main__":
    main()
