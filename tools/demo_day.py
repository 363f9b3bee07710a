#!/usr/bin/env python3
"""One day at the azc, played by the two programs: every line comes from them. All people are invented.

usage: demo_day.py BUILD_FOLDER [--keep]
"""
import json
import os
import subprocess
import sys
import tempfile

QUOTA = [("0405", "Hoorn", 6), ("0420", "Medemblik", 6), ("1598", "Koggenland", 6), ("0532", "Stede Broec", 6),
         ("0498", "Drechterland", 6), ("0388", "Enkhuizen", 5), ("0432", "Opmeer", 5)]
NAMES = ["Rana al-Khatib", "Semhar Tesfay Haile", "Zarghuna", "İpek Yıldız", "Rojîn Şahîn", "Юлія Коваль", "Mohammad Nur",
         "Muhammed Nour", "Hodan Warsame", "Laleh Karimi", "Amal Saleh", "Filmon Berhane", "Yuliia Koval", "Dilan Aydın"]
LANGUAGES = ["ar", "ti", "fa", "tr", "kmr", "uk", "ar", "so"]
FINISHED = 17
INTAKE = {"plaats_gesprek": "azc", "zonder_verbinding": "true", "tolk_soort": "telefoon", "tolk_taal": "ar",
          "opleiding_niveau": "BASISNIVEAU", "opleiding_land": "Syrië", "diploma": "nee", "alfabetisering": "AA",
          "beroep": "naaister", "werkervaring_jaren": "6", "werk_ambitie": "eigen atelier",
          "werknemersvaardigheden": "VOLDOENDE", "taal_mondeling": "ARM", "taal_schriftelijk": "ARM", "moedertaal": "ar",
          "gezin_samenstelling": "drie kinderen", "kinderopvang_nodig": "ja", "sociaal_netwerk": "klein",
          "belastbaarheid": "vier dagdelen per week", "digitale_vaardigheid": "MIDDELMATIG", "digid_aangevraagd": "nee",
          "rijbewijs": "nee", "financien_schulden": "geen", "ontzorgen": "true", "woonsituatie": "azc, kamer voor vijf",
          "reistijd_minuten": "35", "motivatie": "wil snel aan het werk", "samenvatting": "gemotiveerd, leert snel",
          "deelbare_samenvatting": "kan vier dagdelen per week"}


class Refused(Exception):
    pass


class Program:
    """One of the two programs; answers with what it printed as JSON."""

    def __init__(self, path, *options, pin=None):
        self.path, self.options = path, options
        self.environment = dict(os.environ, **({"WEGWIJS_PIN": pin} if pin else {}))

    def __call__(self, *words):
        done = subprocess.run([self.path, *words, *self.options, "--json"], env=self.environment, capture_output=True, text=True)
        lines = done.stdout.strip().splitlines()
        answer = json.loads(lines[-1]) if lines else None
        if done.returncode != 0:
            raise Refused(answer["error"]["message"] if answer and "error" in answer else done.stderr)
        return answer

    def show(self, *words):
        """Lets the program talk to the person at the terminal itself."""
        subprocess.run([self.path, *words, *self.options], env=self.environment, check=True)


def bsn(number):
    digits = f"{99999000 + number:08d}"
    check = sum((9 - i) * int(d) for i, d in enumerate(digits)) % 11
    return None if check == 10 else digits + str(check)


def chapter(text):
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


class Day:
    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.server = Program(f"{build}/sync_server/wegwijs-server", "--dir", f"{folder}/server")
        self.serving = None

    def store(self, name):
        return Program(f"{self.build}/client_core/wegwijs", "--store", f"{self.folder}/{name}.db", pin="2580")

    def start(self):
        self.server("init")
        for who in ("anna", "bram"):
            self.server("user", "add", who, "--role", "klantmanager", *[w for code, _, _ in QUOTA for w in ("--gemeente", code)])
        self.server("user", "add", "vera")
        self.serving = subprocess.Popen([self.server.path, "serve", *self.server.options, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.serving.stdout.readline().removeprefix("listening on ").strip()

    def enrol(self, who, device):
        code = self.server("enrol-code", who)["code"]
        store = self.store(device)
        store("init", "--server", self.url, "--code", code)
        return store

    def stop(self):
        if self.serving:
            self.serving.terminate()
            self.serving.wait()


def make_person(tablet, n, municipality, in_azc):
    words = [f"gemeente={municipality}", f"weergavenaam={NAMES[n % len(NAMES)]}", "doelgroep=Asielstatushouder",
             f"voorkeurstaal={LANGUAGES[n % len(LANGUAGES)]}", f"v_nummer={9999000001 + n}", "synthetisch=true",
             f"verblijf={'azc' if in_azc else 'woning'}"]
    words.append("geboortedatum=" + ("onbekend" if n % 20 == 3 else "1972" if n % 10 == 1 else f"19{70 + n % 30}-0{1 + n % 9}-1{n % 10}"))
    number = None if in_azc else bsn(100 + 7 * n)
    if number:
        words.append(f"bsn={number}")
    person = tablet("create", "deelnemer", *words)["id"]
    file = tablet("create", "traject", f"deelnemer={person}", "status=gekoppeld", "regievoerder=anna")["id"]
    return person, file


def play(day):
    chapter("08:30  Three devices are enrolled at the office")
    anna, bram, vera = day.enrol("anna", "tablet-anna"), day.enrol("bram", "tablet-bram"), day.enrol("vera", "telefoon-vera")
    for device in (anna, bram, vera):
        device("sync")
    print("tablets of klantmanagers anna and bram, the phone of volunteer vera; server at", day.url)

    chapter("09:30  In the azc, without a network: 40 people, of whom 17 do the whole intake (30 answers each)")
    people, n = [], 0
    for code, name, quota in QUOTA:
        for _ in range(quota):
            people.append((code, *make_person(anna, n, code, n % 13 == 0)))
            n += 1
    for code, person, file in people[:FINISHED]:
        intake = anna("create", "intake", f"traject={file}", "stand=open", *[f"{k}={v}" for k, v in INTAKE.items()])["id"]
        anna("set", intake, "stand=afgerond")
    anna.show("status")

    chapter("12:00  A link for a minute: the sync")
    anna.show("sync")
    bram.show("sync")
    person, file = people[1][1], people[1][2]

    chapter("13:00  Without a network again: two people change the same field, and two different fields")
    anna("set", person, "voornamen=Semhar")
    bram("set", person, "voornamen=Semharr")
    anna("set", people[2][1], "adres=kamer 12")
    bram("set", people[2][1], "telefoons=+0600000012")
    form = bram("edit", "open", people[3][1])["edit"]
    print("bram has a form open on", NAMES[3], "while anna changes the same person's given names")
    anna("set", people[3][1], "voornamen=İpek")
    anna("sync")
    bram("sync")
    bram("set", people[3][1], "voornamen=Ipek", "--edit", str(form))
    for device in (bram, anna):
        device("sync")
    print("\nboth values are kept, also the one that came in under bram's open form:")
    anna.show("conflicts")
    merged = anna("get", people[2][1])["fields"]
    print("different fields merged by themselves:", json.dumps({k: merged[k] for k in ("adres", "telefoons")}, ensure_ascii=False))

    chapter("14:00  A person decides")
    anna("decide", person, "voornamen", "Semhar")
    anna("decide", people[3][1], "voornamen", "İpek")
    for device in (anna, bram):
        device("sync")
    print("open conflicts now: anna", len(anna("conflicts")), "· bram", len(bram("conflicts")))

    chapter("15:00  The volunteer is linked to one person, and logs two hours")
    day.server("grant", "vera", "--role", "vrijwilliger", "--dossier", person)
    vera("sync")
    print("all that the phone holds of this person:", json.dumps(vera("get", person)["fields"], ensure_ascii=False))
    vera("create", "urenregel", f"deelnemer={person}", "datum=2026-11-24", "minuten=120", "teller=participatie")
    vera("sync")
    anna("sync")
    print("the hours at the office:", json.dumps(anna("list", "urenregel")[0]["fields"], ensure_ascii=False))

    chapter("17:00  The day in one table")
    rows = [("device", "unsent", "to decide", "files", "in step")]
    for name, device in (("anna", anna), ("bram", bram), ("vera", vera)):
        device("sync")
        s = device("status")
        rows.append((name, s["unsent"], s["conflicts"], s["dossiers"], "yes" if s["in_step"] else "no"))
    for row in rows:
        print("  {:<10}{:>8}{:>11}{:>8}{:>9}".format(*map(str, row)))
    day.server.show("verify")
    print("\n  municipality     people  quota")
    for code, name, quota in QUOTA:
        print(f"  {name:<15}{sum(1 for p in people if p[0] == code):>8}{quota:>7}")
    print(f"  {'together':<15}{len(people):>8}{sum(q for _, _, q in QUOTA):>7}   finished intakes: {FINISHED}")


def main():
    keep = "--keep" in sys.argv
    folder = tempfile.mkdtemp(prefix="wegwijs-demo-")
    day = Day(os.path.abspath(sys.argv[1]), folder)
    try:
        day.start()
        play(day)
        if keep:
            print(f"\nThe server goes on at {day.url}. Go on by hand, for instance:\n"
                  f"  export WEGWIJS_PIN=2580 WEGWIJS_STORE={folder}/tablet-anna.db\n"
                  f"  {day.build}/client_core/wegwijs list deelnemer\n"
                  f"  {day.server.path} enrol-code bram --dir {folder}/server\nCtrl-C stops it.")
            day.serving.wait()
    except Refused as refused:
        print("refused:", refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    finally:
        day.stop()
        if not keep:
            subprocess.run(["rm", "-rf", folder], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
