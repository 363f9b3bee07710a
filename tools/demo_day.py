#!/usr/bin/env python3
"""One day at the azc, and the night after it, played by the two programs. All people are invented.

usage: demo_day.py BUILD_FOLDER [--keep]

What stands behind a prompt is a command that ran; what is indented under it is what the program said. A line that
begins with "ok" was checked: when it does not hold the demo ends there, with status 1.
"""
import argparse
import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import demo_app as app  # noqa: E402  (beside this file)
import demo_night as night  # noqa: E402  (beside this file)
import demo_pilot as pilot  # noqa: E402
import demo_saves as saves  # noqa: E402
from demo_programs import PIN, Children, Ended, Program, Screen, Server, Wrong, at_once, show_sync  # noqa: E402

PILOT = "westfriesland"


class Demo:
    def __init__(self, build, folder):
        self.folder, self.screen, self.children = folder, Screen(), Children()
        self.client = f"{build}/client_core/wegwijs"
        self.server = Server(f"{build}/sync_server/wegwijs-server", folder, self.screen, self.children)
        self.people = pilot.people()
        self.named = {person.name: person for person in self.people}

    def check(self, holds, text):
        if not holds:
            raise Wrong(f"this does not hold: {text}")
        self.screen.passed(text)

    def enrol(self, who, file):
        tablet = Program(who, self.client, ["--store", f"{self.folder}/{file}.db"], self.screen, self.children)
        code = self.server("enrol-code", who)["code"]
        tablet.show("init", "--server", self.server.url, "--code", code,
                    instead=("init", "--server", self.server.url, "--code", "CODE"))
        return tablet

    def begin(self):
        self.screen.step("A server, two klantmanagers and a volunteer")
        server, codes = self.server, [code for code, _, _ in pilot.MUNICIPALITIES]
        server.show("init", "--region", "Westfriesland")
        server.show("pilot", "set", PILOT, pilot.write_pilot(f"{self.folder}/pilot.json"),
                    instead=("pilot", "set", PILOT, "pilot.json"))
        for who in ("anna", "bram"):
            server("user", "add", who, "--role", "klantmanager", *[w for code in codes for w in ("--gemeente", code)])
        server("user", "add", "vera")
        self.receiver = night.Receiver.make()
        if self.receiver:
            server("setting", "werksaam_box", self.receiver.key)
        self.screen.command("server", ["wegwijs-server", "serve", "--listen", server.listen])
        self.screen.output(server.start())
        self.anna, self.bram = self.enrol("anna", "tablet-anna"), self.enrol("bram", "tablet-bram")
        self.vera = self.enrol("vera", "telefoon-vera")
        self.tablets = (self.anna, self.bram)
        for device in (*self.tablets, self.vera):
            device("sync")

    def list_of(self, tablet):
        return [p for p in self.people if p.on_annas_list == (tablet is self.anna)]

    def take_in(self):
        self.screen.step("The network goes off: forty people come in by hand-over lists, on two tablets")
        self.server.stop()
        self.screen.say("The server is stopped, so that no device can reach it.")
        trying = self.vera.begin(["sync"], stderr=subprocess.STDOUT)
        doubles = {self.anna: ["Mohammad", "Laleh"], self.bram: ["Khalid"]}
        slips = {self.anna: [], self.bram: ["Hamid"]}
        told = ""
        for tablet in self.tablets:
            persons = self.list_of(tablet)
            names = [[self.named[name] for name in some[tablet]] for some in (doubles, slips)]
            path = f"{self.folder}/overdracht-{tablet.who}"
            files = pilot.hand_over_list(path, persons, *names)
            out = tablet.show("import", files[0], "--map", files[1],
                              instead=("import", os.path.basename(files[0]), "--map", os.path.basename(files[1])))
            tablet.saves += len(persons)
            refused, told = sum(map(len, names)), told + out
            if f"{len(persons)} records made, {refused} rows refused" not in out:
                raise Wrong(f"{tablet.who}: the list has {len(persons)} good rows and {refused} bad ones")
        self.check(not any(p.bsn and (p.bsn in told or p.slip in told) for p in self.people),
                   "who stands on a list twice is refused, a BSN with a slip too; no message repeats a BSN")
        for tablet in self.tablets:
            ids = {record["fields"]["v_nummer"]: record["id"] for record in tablet("list", "deelnemer")}
            for person in self.list_of(tablet):
                person.id = ids[person.v_number]
        stay = ("sql", "SELECT verblijf, count(*) AS people, count(bsn) AS with_bsn FROM deelnemer GROUP BY 1")
        self.anna.show(*stay)
        self.bram.show(*stay)
        without = [r for t in self.tablets for r in t("list", "deelnemer") if "bsn" not in r["fields"]]
        self.check(len(without) == pilot.IN_AZC and all(r["fields"]["verblijf"] == "azc" for r in without),
                   f"{pilot.TOTAL} people, three of them in the azc without a BSN")
        self.screen.say("The volunteer's phone tried to sync meanwhile:")
        out = self.vera.show("sync", status=1, running=trying)
        self.check("cannot be reached" in out and "safe on this device" in out, "a device that is offline says so")

    def pilot_so_far(self):
        self.screen.step("Still no network: the pilot so far, saved on both tablets")
        lists = [saves.lists_of(tablet, self.folder, self.list_of(tablet)) for tablet in self.tablets]
        at_once(self.screen, "lists taken in", *lists)
        count = at_once(self.screen, "steps saved",
                        *[saves.moves_of(tablet, self.list_of(tablet)) for tablet in self.tablets])
        self.screen.say(f"Lists of cases, {pilot.FINISHED - 1} intakes of 30 answers, plans, consents and lessons; "
                        f"then {count} steps, one by one.")
        states = {r["fields"]["status"] for t in self.tablets for r in t("list", "traject")}
        known = {code for f in self.anna("fields", "traject") if f["name"] == "status" for code in f["values"]}
        self.check(states == known, f"every state of a case is there ({len(known)})")

    def intake_today(self):
        person = self.named[pilot.TODAY]
        self.screen.step(f"Today's intake in the azc: {person.name} and anna, no network, no BSN")
        answers = [f"{name}={value}" for name, value in pilot.answers_of(person).items()]
        words = ["create", "intake", f"traject={person.case}", "stand=open"]
        self.screen.command("anna", ["wegwijs", *words, *answers[2:5], f"... ({len(answers)} answers)"])
        person.talk = self.anna.save(*words, *answers)["id"]
        self.anna.save("set", person.talk, "stand=afgerond", shown=True)
        self.anna.show("status")
        unsent = [tablet("status")["unsent"] for tablet in self.tablets]
        self.check(unsent == [tablet.saves for tablet in self.tablets],
                   f"all that was saved waits on the tablets: {unsent[0]} on anna's, {unsent[1]} on bram's")

    def first_link(self):
        self.screen.step("Back at the office, the network is there: the sync")
        self.server.start()
        self.screen.say("The server is started again. The bar is drawn by the program, one line here for each time:")
        for tablet in (self.anna, self.bram):
            show_sync(tablet)
        self.anna("sync")
        states = [tablet("status") for tablet in self.tablets]
        self.check(all(s["in_step"] and s["unsent"] == s["rejected"] == 0 and s["dossiers"] == pilot.TOTAL
                       for s in states), f"both tablets hold all {pilot.TOTAL} people; nothing unsent, nothing refused")

    def two_at_once(self):
        self.screen.step("Without a network again: two people work on the same files")
        self.server.stop()
        anna, bram = self.anna, self.bram
        self.goal, self.merged, self.form = self.named["Юлія"], self.named["Hodan"], self.named["Laleh"]
        self.screen.say(f"The same field of {self.goal.name}, the main goal:")
        anna.save("set", self.goal.talk, "hoofddoel=BETAALD_WERKEN", shown=True)
        bram.save("set", self.goal.talk, "hoofddoel=OPLEIDING_MET_STUDIEFINANCIERING", shown=True)
        self.screen.say(f"Different fields of {self.merged.name}:")
        anna.save("set", self.merged.id, "adres=bij de bibliotheek", shown=True)
        bram.save("set", self.merged.id, "telefoons=+0600000077", shown=True)
        self.screen.say(f"bram opens the form of {self.form.name}; anna changes the date of birth that it shows:")
        bram.screen.command("bram", ["wegwijs", "edit", "open", self.form.id])
        self.edit = str(bram("edit", "open", self.form.id)["edit"])
        anna.save("set", self.form.id, "geboortedatum=1987-08-03", shown=True)

    def under_the_form(self):
        self.screen.step("The network returns while bram's form is still open")
        self.server.start()
        anna, bram = self.anna, self.bram
        anna.show("sync")
        bram.show("sync")
        came = bram("get", self.form.id)["fields"]["geboortedatum"]
        self.check(came == "1987-08-03", "anna's date came in while the form was open")
        bram.save("set", self.form.id, "geboortedatum=1987-08-13", "--edit", self.edit, shown=True)
        for tablet in (bram, anna, bram):
            tablet("sync")

    def values(self, tablet, record, field):
        found = [c for c in tablet("conflicts") if c["id"] == record and c["field"] == field]
        return sorted((entry["by"], entry["value"]) for entry in found[0]["values"]) if len(found) == 1 else []

    def decide(self):
        self.screen.step("Both values are kept, on both tablets; a person decides")
        self.anna.show("conflicts")
        goals = [("anna", "BETAALD_WERKEN"), ("bram", "OPLEIDING_MET_STUDIEFINANCIERING")]
        dates = [("anna", "1987-08-03"), ("bram", "1987-08-13")]
        for tablet in self.tablets:
            if len(tablet("conflicts")) != 2:
                raise Wrong(f"{tablet.who} has {len(tablet('conflicts'))} open conflicts, and there should be two")
        self.check(all(self.values(t, self.goal.talk, "hoofddoel") == goals for t in self.tablets),
                   "the same field: both values, and who wrote them")
        self.check(all(self.values(t, self.form.id, "geboortedatum") == dates for t in self.tablets),
                   "the open form: bram's save did not write over what he had not seen, and anna's did not undo his")
        merged = [t("get", self.merged.id) for t in self.tablets]
        self.check(all(r["fields"]["adres"] == "bij de bibliotheek" and "0600000077" in r["fields"]["telefoons"]
                       and not r["conflicts"] for r in merged),
                   "different fields: merged by themselves, nobody is asked")
        self.anna.save("decide", self.goal.talk, "hoofddoel", "BETAALD_WERKEN", shown=True)
        self.anna("sync")
        self.bram("sync")
        self.bram.show("history", self.goal.talk, "hoofddoel")
        self.check(all(t("get", self.goal.talk)["fields"]["hoofddoel"] == "BETAALD_WERKEN" and len(t("conflicts")) == 1
                       for t in self.tablets), "decided on both tablets; the date of birth waits until the morning")

    def volunteer(self):
        person = self.named["Rana"]
        self.screen.step(f"The volunteer: two hours with {person.name}, and no identifying field on her phone")
        self.server.show("grant", "vera", "--role", "vrijwilliger", "--dossier", person.id)
        self.anna.save("create", "koppeling", f"deelnemer={person.id}", "gebruiker=vera", "rol=vrijwilliger",
                       "status=actief")
        self.anna("sync")
        self.vera("sync")
        self.vera.show("get", person.id)
        self.only_basic(person)
        self.vera.save("create", "urenregel", f"deelnemer={person.id}", f"datum={pilot.day(0)}", "minuten=120",
                       "teller=participatie", "aanwezigheid=aanwezig", "opgegeven_door=vera",
                       "rol_opgever=vrijwilliger", shown=True)
        self.vera("sync")
        self.anna("sync")
        hours = [r["fields"] for r in self.anna("list", "urenregel")]
        self.check(len(hours) == 1 and hours[0]["minuten"] == 120 and hours[0]["deelnemer"] == person.id,
                   "her two hours are on anna's tablet")

    def only_basic(self, person):
        """All that the phone gives out, against the classes of the pack and the person's own values."""
        seen, names = [], []
        for entity in self.vera.kinds():
            classes = {field["name"]: field["class"] for field in self.anna("fields", entity)}
            for record in self.vera("list", entity):
                seen.append(record)
                names += [name for name in record["fields"] if entity == "deelnemer"]
                if any(classes[name] != "A" for name in record["fields"]) or record["unknown"]:
                    raise Wrong("the volunteer's phone holds an identifying or sensitive field")
        said = str([seen, self.vera("sql", "SELECT * FROM deelnemer"), self.vera("history", person.id)])
        full = self.anna("get", person.id)["fields"]
        secret = [full[name] for name in ("bsn", "v_nummer", "geslachtsnaam", "naam_eigen_schrift", "geboortedatum")]
        secret += full["telefoons"]
        self.check(self.vera("status")["dossiers"] == 1 and not any(value in said for value in secret),
                   f"the phone holds one person; of her {len(full)} fields that anna has, it has {', '.join(names)}")
        self.check(self.anna("find", person.bsn) and not self.vera("find", person.bsn),
                   "anna's tablet finds this person by BSN, the phone does not")

    def deliver(self, to, date, shown=True):
        words = ("deliver", "--to", f"{self.folder}/{to}", "--night", date)
        if not shown:
            return night.Delivery(self.server(*words))
        self.server.show(*words, instead=("deliver", "--to", to, "--night", date))
        return night.Delivery(self.server("deliver", "--to", f"{self.folder}/{to}", "--night", date))

    def deliver_tonight(self):
        self.screen.step("The night: the delivery to WerkSaam")
        self.tonight = pilot.day(0)
        self.numbers, self.texts = night.private_values(self.anna)
        self.first = first = self.deliver("leveringen", self.tonight)
        self.screen.say("manifest.json, up to its list of files; then that list:")
        self.screen.output(first.head())
        self.screen.output(first.table())
        self.screen.passed("every file has the rows, the size and the SHA-256 that the manifest says")
        held = first.rows("afstemming.ndjson")
        self.check([h["id"] for h in first.manifest["achtergehouden"]] == [self.form.id] == [h["id"] for h in held]
                   and not any(row["id"] == self.form.id for row in first.rows("deelnemers.ndjson")),
                   f"held back: {self.form.name}, whose date of birth is not decided; afstemming.ndjson says so")
        opened = night.check_private(first, self.numbers, self.texts, self.receiver)
        self.screen.passed(f"none of {len(self.numbers)} BSNs and V-numbers can be read in it, and none of "
                           f"{len(self.texts)} texts of special and financial fields")
        if self.receiver:
            self.screen.passed(f"with its own key WerkSaam opens {opened} sealed numbers, and they are right")
        else:
            self.screen.say("BSN and V-number are left out: libsodium was not found, so WerkSaam has no key here.")

    def next_morning(self):
        self.screen.step("The morning after: the last decision, the same night again, and the next night")
        self.bram.save("decide", self.form.id, "geboortedatum", "1987-08-13", shown=True)
        self.bram("sync")
        self.anna("sync")
        again = self.deliver("opnieuw", self.tonight, shown=False)
        night.same_bytes(self.first, again)
        self.check(again.answer["again"], f"the night of {self.tonight} again, now that more is known: the same bytes")
        receipt = f"{self.folder}/ontvangst.json"
        with open(receipt, "w", encoding="utf-8") as file:
            file.write('{"levering": %d, "alles": "aanvaard"}\n' % self.first.answer["delivery"])
        self.server.show("receipt", receipt, instead=("receipt", "ontvangst.json"))
        tomorrow = (datetime.date.fromisoformat(self.tonight) + datetime.timedelta(days=1)).isoformat()
        second = self.deliver("leveringen", tomorrow)
        rows = second.rows("deelnemers.ndjson")
        self.check([row["id"] for row in rows] == [self.form.id] and rows[0]["geboortedatum"] == "1987-08-13"
                   and not second.manifest["achtergehouden"],
                   f"the next night brings {self.form.name}, and only what is new")
        night.check_private(second, self.numbers, self.texts, self.receiver)

    def report(self):
        self.screen.step("The pilot report: participants per municipality against quota")
        self.screen.say("In Dutch, as the coordinator reads it. Counts of one to four people stay hidden.")
        words = ("report", "--pilot", PILOT, "--to", f"{self.folder}/rapport")
        self.server.show(*words, instead=("report", "--pilot", PILOT, "--to", "rapport"), head=29, tail=2)
        self.figures = self.server(*words)
        night.check_report(self.figures, self.people, pilot.MUNICIPALITIES)
        self.check(self.figures["participated"] == pilot.FINISHED,
                   f"{pilot.FINISHED} of {pilot.TOTAL}, and every municipality is right, in the CSV too")

    def whole(self):
        self.screen.step("Is everything there?")
        for device in (self.anna, self.bram, self.vera):
            device("sync", "--check")
        out = self.server.show("verify")
        saved = sum(device.saves for device in (self.anna, self.bram, self.vera))
        checked = self.server("verify")
        self.check(checked["ok"] and checked["transactions"] == saved and "whole" in out,
                   f"people saved {saved} times on three devices, and the server has {checked['transactions']}")

    def for_coordinator(self):
        """Only what the programs answered: the report, the devices' status, and the two deliveries."""
        self.screen.step("The day, for the coordinator")
        known = {}
        for record in self.first.rows("trajecten.ndjson"):
            known[record["gemeente"]] = known.get(record["gemeente"], 0) + 1
        print(f"\n      {'Municipality':<16}{'places':>8}{'people':>9}{'intake done':>14}{'still to do':>14}")
        for m in self.figures["municipalities"]:
            print(f"      {m['name']:<16}{m['quota']:>8}{known.get(m['code'], 0):>9}{m['participated']:>14}"
                  f"{max(0, m['quota'] - m['participated']):>14}")
        total, done = self.figures["quota"], self.figures["participated"]
        print(f"      {'Together':<16}{total:>8}{sum(known.values()):>9}{done:>14}{total - done:>14}\n")
        states = [device("status") for device in (self.anna, self.bram, self.vera)]
        hours = sum(r["fields"]["minuten"] for r in self.anna("list", "urenregel")) / 60
        held = len(self.first.manifest["achtergehouden"])
        for what, value in [
                ("Devices that are up to date", f"{sum(s['in_step'] for s in states)} of {len(states)}"),
                ("Work that is still only on a device", sum(s["unsent"] for s in states)),
                ("Work that the server refused", sum(s["rejected"] for s in states)),
                ("Differences that somebody still has to decide", states[0]["conflicts"]),
                ("People held back in the night, delivered in the next", held),
                ("Hours by volunteers", f"{hours:g}")]:
            print(f"      {what:<52}{value:>9}")
        self.screen.say("")
        self.screen.say("Places: what the pilot planned (quota). Intake done: finished, and the person did not "
                        "withdraw. Where it comes from: the report, the deliveries, and what the devices say of "
                        "themselves.")

    def play(self):
        for part in (self.begin, self.take_in, self.pilot_so_far, self.intake_today, self.first_link,
                     self.two_at_once, self.under_the_form, self.decide, self.volunteer, self.deliver_tonight,
                     self.next_morning, self.report, self.whole, self.for_coordinator):
            part()

    def go_on(self):
        """With --keep: what a person can do now."""
        server, folder = self.server, self.folder
        print(f"""
The server goes on at {server.url} (process {server.process.pid}). Go on by hand:

  export WEGWIJS_PIN={PIN} WEGWIJS_STORE={folder}/tablet-anna.db
  {self.client} find mohamed noor
  {self.client} sync
  {server.path} --dir {folder}/server status
  {server.path} --dir {folder}/server enrol-code bram

What the night and the report left behind:

  {folder}/leveringen
  {folder}/rapport

To stop the server, and to throw everything away:

  kill {server.process.pid}
  rm -r {folder}""")
        app.show(server, self.screen.live)


def main():
    parser = argparse.ArgumentParser(prog="tools/demo", description="A day at the azc, played by the two programs.")
    parser.add_argument("build", help="the build folder, with client_core/wegwijs and sync_server/wegwijs-server in it")
    parser.add_argument("--keep", action="store_true", help="leave the server running, and say how to go on by hand and in the app")
    options = parser.parse_args()
    begin, status, kept = time.monotonic(), 1, False
    folder = tempfile.mkdtemp(prefix="wegwijs-demo-")
    demo = Demo(os.path.abspath(options.build), folder)
    try:
        demo.screen.say("A day at the azc. All people are invented. The commands are shown without --store and --dir.")
        demo.play()
        print(f"\nDone in {time.monotonic() - begin:.0f} s: every step came out as it should.")
        if options.keep:
            demo.go_on()
            kept = True
        status = 0
    except Ended as ended:
        demo.screen.counted_all()
        print("Stopped.", file=sys.stderr)
        status = 128 + ended.number
    except (Wrong, OSError) as wrong:
        demo.screen.counted_all()
        print(f"\nThe demo failed at step {demo.screen.steps}: {wrong}", file=sys.stderr)
    finally:
        demo.children.end_all(but=demo.server.process if kept else None)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
