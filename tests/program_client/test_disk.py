"""Whoever gets a disk in hands reads nothing."""
from programs import REGION, Story, main

VALUES = {"weergavenaam": "Zwaluwstaart", "geslachtsnaam": "Kwikstaartje", "adres": "Roerdompsteeg 77", "v_nummer": "4567890123",
          "bsn": "999990007", "taaldoel": "Leesplankje", "naam_eigen_schrift": "ሰላማዊት"}


class Disk(Story):
    def test_neither_store_nor_server_holds_readable_text(self):
        anna, bert = self.device("anna"), self.device("bert")
        made = anna.do("create", "deelnemer", f"gemeente={REGION}", *(f"{name}={value}" for name, value in VALUES.items()))
        anna.do("sync")
        bert.do("sync")
        bert.do("set", made["id"], "adres=Roerdompsteeg 78")
        self.assertEqual(bert.do("get", made["id"])["fields"]["weergavenaam"], VALUES["weergavenaam"])
        secrets = [value.encode() for value in VALUES.values()] + [value.encode("utf-16-le") for value in VALUES.values()]
        looked = 0
        for path in self.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                looked += len(content)
                for secret in secrets + [b"Roerdompsteeg 78", b"SQLite format"]:
                    self.assertNotIn(secret, content, path)
        self.assertGreater(looked, 100_000)


if __name__ == "__main__":
    main()
