"""What went away meanwhile, and who has nothing yet."""

from programs import REGION, Device, Story, main


class Gone(Story):
    def test_unsent_work_on_an_erased_dossier_does_not_hold_up_the_rest(self):
        anna, bert = self.device("anna"), self.device("bert")
        erased, stays = self.person(anna, "Rana")["id"], self.person(anna, "Yusuf")["id"]
        anna.do("sync")
        bert.do("sync")
        bert.do("set", erased, "doelgroep=Asielstatushouder")
        bert.do("set", stays, "doelgroep=Asielstatushouder")
        self.server.run("erase", erased, "--yes")
        report = bert.do("sync")
        self.assertEqual((report["pushed"], report["rejected"]), (1, 0))
        self.assertEqual(bert.do("get", stays)["fields"]["doelgroep"], "Asielstatushouder")
        self.assertEqual(bert.refuse("get", erased)["code"], "niet_getoond")

    def test_a_conflict_is_counted_by_the_sync_that_brings_it(self):
        anna, bert = self.device("anna"), self.device("bert")
        person = self.person(anna, "Rana")["id"]
        anna.do("sync")
        bert.do("sync")
        anna.do("set", person, "geboortedatum=1988-06")
        bert.do("set", person, "geboortedatum=1987")
        self.assertEqual(anna.do("sync")["conflicts"], 0)
        self.assertEqual(bert.do("sync")["conflicts"], 1)
        self.assertIn("1 fields have two values", bert.run("sync", json_form=False).err)

    def test_who_has_no_role_yet_is_told_so(self):
        self.server.run("user", "add", "nieuw")
        device = Device(self.folder / "zonder.db")
        answer = device.run("init", "--server", self.server.url, "--code", self.server.code("nieuw"), json_form=False)
        self.assertEqual(answer.status, 0, answer.err)
        self.assertIn("of nieuw (no role yet)", answer.out + answer.err)
        device.do("sync")
        self.server.run("grant", "nieuw", "--role", "klantmanager", "--gemeente", REGION)
        device.do("sync")
        self.person(device, "Rana")
        device.do("sync")
        self.devices.append(device)


if __name__ == "__main__":
    main()
