"""What the two klantmanagers save on their tablets to get to the pilot as it stands: lists first, then step by step."""
import demo_pilot as pilot
from demo_programs import Wrong


def take_in(tablet, entity, files):
    """Imports a list of which every row is good."""
    made = tablet("import", files[0], "--map", files[1])
    if made["refused"]:
        first = made["refused"][0]
        raise Wrong(f"{tablet.who}: the list of {entity} was refused at line {first['line']}: {first['reason']}")
    tablet.saves += made["created"]


def lists_of(tablet, folder, persons):
    """The calls that make cases, intakes, plans and what hangs under them."""
    done = [p for p in persons if p.finished]
    planned = [p for p in persons if p.plan_far]

    def one(entity, make, some, *more):
        take_in(tablet, entity, make(f"{folder}/{entity}-{tablet.who}", some, *more))

    def one_each(entity, make, some, parent, of, into, *more):
        """As `one`; then the persons know the ids of what was made for them."""
        one(entity, make, some, *more)
        ids = {record["fields"][parent]: record["id"] for record in tablet("list", entity)}
        for person in some:
            setattr(person, into, ids[getattr(person, of)])

    return [lambda: one_each("traject", pilot.case_list, persons, "deelnemer", "id", "case", tablet.who),
            lambda: one_each("intake", pilot.talk_list, done, "traject", "case", "talk"),
            lambda: one_each("pip", pilot.plan_list, planned, "traject", "case", "plan"),
            lambda: one("antwoord", pilot.answer_list, done),
            lambda: one("toestemming", pilot.consent_list, done),
            lambda: one("contactmoment", pilot.contact_list, persons),
            lambda: one("activiteit", pilot.lesson_list, planned)]


def moves_of(tablet, persons):
    """The calls that bring every case, intake and plan as far as the pilot has it, each a save of its own."""
    def move(person, what, *values):
        return lambda: tablet.save("set", getattr(person, what), *values)

    calls = []
    for p in persons:
        calls += [move(p, "case", f"status={status}") for status in p.steps()]
        if p.finished:
            calls.append(move(p, "talk", "stand=afgerond"))
        if p.plan_far in ("besproken", "vastgesteld"):
            calls.append(move(p, "plan", "stand=besproken"))
        if p.plan_far == "vastgesteld":
            calls.append(move(p, "plan", *decided(tablet, pilot.day(p.n % 20))))
        if p.name == pilot.CHANGED_ROUTE:
            calls += other_route(tablet, p)
    return calls


def decided(tablet, date):
    return "stand=vastgesteld", f"dagtekening={date}", f"vastgesteld_door={tablet.who}"


def other_route(tablet, person):
    """A decided plan does not change: another route is a second plan."""
    second = []

    def make():
        second.append(tablet.save("create", "pip", f"traject={person.case}", "stand=concept", "versie=2",
                                  "soort=gewijzigd", "leerroute=Z")["id"])

    return [make, lambda: tablet.save("set", second[0], "stand=besproken"),
            lambda: tablet.save("set", second[0], *decided(tablet, pilot.day(0)))]
