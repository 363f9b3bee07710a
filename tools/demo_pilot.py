"""The synthetic pilot: forty invented people as hand-over lists for the two tablets. The same people every time.

BSNs come from the block 99999xxxx that no living person has, V-numbers from 9999000001. Every record that is made of
this says synthetisch=true. Dates hang on the day of the run, so that the clock of ten weeks runs for everybody.
"""
import csv
import datetime
import json

# Code, name, how many take part. The order of the region's own papers.
MUNICIPALITIES = [("0405", "Hoorn", 6), ("0420", "Medemblik", 6), ("1598", "Koggenland", 6), ("0532", "Stede Broec", 6),
                  ("0498", "Drechterland", 6), ("0388", "Enkhuizen", 5), ("0432", "Opmeer", 5)]
ANNA = ("0405", "0420", "1598")  # whose people are on anna's list; bram has the others
TOTAL, FINISHED, IN_AZC = 40, 17, 3

# Calling name | given names | family name | own script | languages | born dd-mm-yyyy, zeros: unknown | how far.
# A + behind how far: in the azc, without a BSN. Six, six, six, six, six, five, five, as MUNICIPALITIES.
PEOPLE = """
Rana | Rana | al-Khatib | رنا الخطيب | ar,en | 14-03-1988 | in_uitvoering
Semhar | Semhar Tesfay Haile | | ሰምሃር ተስፋይ | ti,am | 00-00-1996 | intake_loopt+
Zarghuna | Zarghuna | | زرغونه | ps,fa | 00-00-0000 | pip_vastgesteld
İpek | İpek | Yıldız | İpek Yıldız | tr | 02-11-1991 | intake_loopt
Rojîn | Rojîn | Şahîn | ڕۆژین شاهین | kmr,tr | 21-03-1993 | pip_concept
Mohammad | Mohammad | Nur | محمد نور | ar | 01-01-1985 | gekoppeld
Юлія | Юлія | Коваль | Юлія Коваль | uk,ru | 09-09-1979 | lbt_aangemeld
Hodan | Hodan | Warsame | | so,ar | 00-05-1990 | pip_besproken
Laleh | Laleh | Karimi | لاله کریمی | fa | 30-08-1987 | lbt_aangemeld
Amal | Amal | Saleh | أمل صالح | ar | 17-06-1994 | gekoppeld
Filmon | Filmon Berhane Tekle | | ፊልሞን ብርሃነ | ti | 00-00-1998 | intake_gepland
Dilan | Dilan | Aydın | | tr,kmr | 05-12-1989 | intake_loopt
Soran | Soran | Hama | سۆران | ckb,ar | 11-02-1982 | afgerond
Yusuf | Yusuf | al-Masri | يوسف المصري | ar | 23-10-1976 | lbt_afgenomen
Nadia | Nadia | al-Masri | نادية المصري | ar,en | 19-04-1999 | lbt_ontheven
Gulalai | Gulalai | | ګلالۍ | ps | 00-00-0000 | gekoppeld+
Abdi | Abdi | Farah | | so | 12-12-1983 | intake_gepland
Olena | Olena | Bondar | Олена Бондар | uk | 28-02-1971 | overgedragen
Mariam | Mariam | Haddad | مريم حداد | ar,fr | 06-07-1986 | pip_vastgesteld
Tesfalem | Tesfalem Gebre | | ተስፋለም | ti | 00-09-1995 | lbt_aangemeld
Reza | Reza | Moradi | رضا مرادی | fa,en | 15-01-1980 | gekoppeld
Muhammed | Muhammed | Nour | محمد نور | ar | 01-01-1985 | gekoppeld
Elif | Elif | Demir | | tr | 27-05-1992 | opgeschort
Khalid | Khalid | Omar | خالد عمر | ar,so | 08-08-1978 | intake_loopt
Shirin | Shirin | Ahmadi | شیرین احمدی | fa | 03-03-1984 | lbt_aangemeld
Ali | Ali | Hassan | علي حسن | ar | 20-11-1990 | lbt_ontheven
Bohdan | Bohdan | Melnyk | Богдан Мельник | uk,pl | 16-06-1968 | gekoppeld
Feruza | Feruza | Rahimi | فروزه رحیمی | fa,ps | 00-00-1989 | gekoppeld
Berhan | Berhan | Çelik | | kmr,tr | 10-10-1997 | gekoppeld
Saba | Saba Kidane | | ሳባ ኪዳነ | ti,ar | 25-12-2000 | gekoppeld
Noor | Noor | Aziz | نور عزيز | ar,en | 13-09-1993 | lbt_afgenomen
Hamid | Hamid | Sharifi | حمید شریفی | fa | 07-04-1975 | lbt_afgenomen
Ayaan | Ayaan | Jama | | so | 00-00-0000 | gekoppeld
Walid | Walid | al-Yamani | وليد اليماني | ar | 29-01-1988 | gekoppeld
Hevin | Hevin | Kaya | | kmr | 18-08-1996 | beeindigd
Yuliia | Yuliia | Koval | Юлія Коваль | uk,ru | 09-09-1979 | lbt_aangemeld
Samir | Samir | Khalil | سمير خليل | ar,fr | 22-02-1981 | gekoppeld
Farida | Farida | | فریده | fa | 00-11-1994 | gekoppeld+
Ismail | Ismail | Kurt | | tr | 04-05-1973 | intake_gepland
Mohamed | Mohamed | Noor | محمد نور | ar | 01-01-1985 | ingetrokken
"""
SIBLINGS = ("Yusuf", "Nadia")  # one telephone and one family name

# The steps of a case, as the pack allows them; each is a save of its own.
STEPS = ["gekoppeld", "intake_gepland", "intake_loopt", "lbt_aangemeld", "lbt_afgenomen", "pip_concept",
         "pip_besproken", "pip_vastgesteld", "in_uitvoering", "afgerond"]
ASIDE = {"opgeschort", "beeindigd", "overgedragen", "ingetrokken"}  # from the first step
EXEMPT = ["gekoppeld", "intake_gepland", "intake_loopt", "lbt_ontheven"]
TODAY = "Semhar"  # whose intake is finished on the day itself
CHANGED_ROUTE = "Rana"  # a second plan, with another route

# No published test set has these.
FREE_BSNS = [999990007, 999990354, 999990494, 999990731, 999991012, 999991152, 999991371, 999991899, 999992053,
             999993732, 999993744, 999994219, 999994360, 999994530, 999994633, 999995546]

ANSWERS = {"tolk_soort": "telefoon", "opleiding_land": "Syrië", "diploma": "nee", "alfabetisering": "NVT",
           "werk_ambitie": "eigen atelier", "werknemersvaardigheden": "VOLDOENDE", "taal_mondeling": "ARM",
           "taal_schriftelijk": "ARM", "gezin_samenstelling": "drie kinderen", "kinderopvang_nodig": "ja",
           "sociaal_netwerk": "klein", "belastbaarheid": "vier dagdelen per week",
           "digitale_vaardigheid": "MIDDELMATIG", "digid_aangevraagd": "nee", "rijbewijs": "nee",
           "financien_schulden": "geen", "ontzorgen": "true",
           "woonsituatie": "kamer voor vijf", "motivatie": "wil snel aan het werk",
           "hoofddoel": "WERKFIT_WORDEN",
           "deelbare_samenvatting": "kan vier dagdelen per week"}
TRADES = ["naaister", "kok", "lasser", "verpleegkundige", "boekhouder", "chauffeur", "timmerman"]
LEVELS = ["BASISNIVEAU", "MBO_HAVO_VWO_NIVEAU", "HBO_NIVEAU", "LBO_MAVO_NIVEAU"]
PLACES = ["azc", "azc", "kantoor", "azc", "kantoor", "huis"]
DOMAINS = ["werk", "taal", "gezin"]
TALKED_ABOUT = [
    "Wij spraken met een tolk aan de telefoon; dat ging goed.", "De oudste gaat naar school, de jongste nog niet.",
    "Na de vlucht was er lang geen werk; dat is zwaar geweest.", "De slaap is slecht door de drukte in het gebouw.",
    "Een neef woont in de buurt en helpt met brieven.",
    "Lezen in het eigen schrift gaat vlot, in het Nederlands nog niet.",
    "Fietsen kan, autorijden niet.", "Werken met de handen geeft rust.",
    "Er is een brief van de zorgverzekering die niemand begrijpt.",
    "Hulp bij geld is welkom in het eerste half jaar.", "Vier dagdelen in de week is nu genoeg.",
    "Het doel is een eigen inkomen, zo snel als het kan.", "Een dag meelopen bij een bedrijf is afgesproken.",
    "Medicijnen zijn op orde; de huisarts weet ervan.", "Volgende keer praten wij over de kinderopvang."]
ROUTES = ["B", "Z", "B", "O", "B", "B", "Z"]


def valid_bsn(number):
    digits = [int(d) for d in f"{number:09d}"]
    return sum((9 - i) * d for i, d in enumerate(digits[:8])) % 11 == digits[8]


def bsns():
    return FREE_BSNS + [n for n in range(999998365, 999998603) if valid_bsn(n)]


def day(ago):
    return (datetime.date.today() - datetime.timedelta(days=ago)).isoformat()


class Person:
    """One of the forty. `id`, `case` and `talk` are known once the programs made the records."""

    def __init__(self, n, line, municipality):
        self.n, self.municipality = n, municipality
        self.name, self.given, self.family, self.script, self.languages, self.born, far = \
            (part.strip() for part in line.split("|"))
        self.in_azc = far.endswith("+")
        self.far = far.rstrip("+")
        self.v_number = str(9999000001 + n)
        self.telephone = f"06000000{13 if self.name in SIBLINGS else n:02d}"
        self.bsn = ""
        self.id = self.case = self.talk = self.plan = None

    @property
    def slip(self):
        """The BSN with two digits swapped, which the eleven-test finds."""
        return self.bsn[:6] + self.bsn[7] + self.bsn[6] + self.bsn[8]

    @property
    def on_annas_list(self):
        return self.municipality in ANNA

    @property
    def finished(self):
        """The intake was finished before the day begins."""
        return self.far == "lbt_ontheven" or (self.far in STEPS and STEPS.index(self.far) > 2)

    @property
    def today(self):
        return self.name == TODAY

    def steps(self):
        """What the case goes through behind its first status."""
        if self.far in ASIDE:
            return [self.far]
        path = EXEMPT if self.far in EXEMPT[-1:] else STEPS
        return path[1:path.index(self.far) + 1]

    @property
    def plan_far(self):
        """How far the plan (PIP) is: '', concept, besproken or vastgesteld."""
        at = STEPS.index(self.far) if self.far in STEPS else 0
        return "" if at < 5 else "concept" if at == 5 else "besproken" if at == 6 else "vastgesteld"


def people():
    lines = [line for line in PEOPLE.strip().splitlines() if line]
    codes = [code for code, _, quota in MUNICIPALITIES for _ in range(quota)]
    assert len(lines) == len(codes) == TOTAL
    made = [Person(n, line, code) for n, (line, code) in enumerate(zip(lines, codes))]
    numbers = iter(bsns())
    for person in made:
        if not person.in_azc:
            person.bsn = str(next(numbers))
    return made


def write_list(path, entity, columns, rows, municipality=None, key=None, formats=None):
    """A CSV and the map that `wegwijs import` needs beside it: PATH.csv and PATH.json."""
    with open(f"{path}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)
    fields = {c: {"column": c, "format": formats[c]} if formats and c in formats else c
              for c in columns if c != municipality}
    about = {"entity": entity, "fields": fields, "separator": ";"}
    if municipality:
        about["gemeente"] = {"column": municipality}
    if key:
        about["key"] = key
    with open(f"{path}.json", "w", encoding="utf-8") as file:
        json.dump(about, file, ensure_ascii=False, indent=1)
    return f"{path}.csv", f"{path}.json"


PERSON_COLUMNS = ["gemeentecode", "weergavenaam", "voornamen", "geslachtsnaam", "naam_eigen_schrift", "geboortedatum",
                  "bsn", "v_nummer", "doelgroep", "talen", "voorkeurstaal", "telefoons", "verblijf", "synthetisch"]


def person_row(p, name=None, **other):
    row = dict(zip(PERSON_COLUMNS, [
        p.municipality, name or p.name, p.given, p.family, p.script, p.born, p.bsn, p.v_number, "Asielstatushouder",
        p.languages, p.languages.split(",")[0], p.telephone, "azc" if p.in_azc else "woning", "true"]), **other)
    return [row[c] for c in PERSON_COLUMNS]


def hand_over_list(path, persons, doubles, mistyped):
    """A list as an azc hands it over: with `doubles` on it once more under another spelling, and a BSN with a slip."""
    rows = [person_row(p) for p in persons]
    rows += [person_row(p, name=p.name + "a") for p in doubles]
    rows += [person_row(p, bsn=p.slip, v_nummer="") for p in mistyped]
    return write_list(path, "deelnemer", PERSON_COLUMNS, rows, "gemeentecode", "v_nummer",
                      {"geboortedatum": "dd-mm-yyyy"})


def case_list(path, persons, worker):
    columns = ["deelnemer", "status", "regievoerder", "scenario", "opvanglocatie", "datum_koppeling",
               "datum_kennisgeving", "belastbaarheid_participatie_uren"]
    able = {"Zarghuna": "0", "Shirin": "400"}  # a doctor's cap, of none and of some hours
    return write_list(path, "traject", columns, [
        [p.id, "gekoppeld", worker, "snelle_start" if p.in_azc else "start_na_verhuizing", "azc" if p.in_azc else "",
         day(64 - p.n), day(50 - p.n), able.get(p.name, "")] for p in persons])


def told_by(p, times):
    """What a klantmanager writes down of a talk: some pages of special-category data."""
    order = [TALKED_ABOUT[(p.n + i) % len(TALKED_ABOUT)] for i in range(len(TALKED_ABOUT))]
    return f"Gesprek met {p.name}. " + " ".join(order * times)


def answers_of(p):
    """Thirty answers of the intake."""
    place = "azc" if p.in_azc else PLACES[p.n % len(PLACES)]
    own = {"begonnen_op": f"{day(60 - p.n if not p.today else 0)}T09:30:00+01:00", "plaats_gesprek": place,
           "zonder_verbinding": "true" if place == "azc" else "false", "tolk_taal": p.languages.split(",")[0],
           "moedertaal": p.languages.split(",")[0], "beroep": TRADES[p.n % len(TRADES)],
           "opleiding_niveau": LEVELS[p.n % len(LEVELS)], "werkervaring_jaren": str(p.n % 17)}
    return {**own, **ANSWERS, "samenvatting": told_by(p, 3)}


def talk_list(path, persons):
    columns = ["traject", "stand", *answers_of(persons[0])]
    return write_list(path, "intake", columns, [[p.case, "open", *answers_of(p).values()] for p in persons])


def answer_list(path, persons):
    """A few questions of their own, one of which not everybody wants to answer."""
    rows = []
    for p in persons:
        for i, area in enumerate(DOMAINS):
            silent = (p.n + i) % 5 == 0
            said = ("", "wil_niet_zeggen") if silent else ("zie het verslag van het gesprek", "")
            rows.append([p.talk, f"vraag_{area}", area, *said])
    return write_list(path, "antwoord", ["intake", "vraag", "leefgebied", "waarde", "reden_onbekend"], rows)


def plan_list(path, persons):
    rows = [[p.case, "concept", "1", "initieel", ROUTES[p.n % len(ROUTES)], "praktijkdeel bij een bedrijf"]
            for p in persons]
    return write_list(path, "pip", ["traject", "stand", "versie", "soort", "leerroute", "invulling_map"], rows)


def consent_list(path, persons):
    rows = [[p.id, "pilot_onderzoek", "gegeven", "toestemming", day(40 - p.n % 30), p.languages.split(",")[0]]
            for p in persons]
    columns = ["deelnemer", "doel", "status", "grondslag", "gegeven_op", "uitgelegd_in"]
    return write_list(path, "toestemming", columns, rows)


def contact_list(path, persons):
    """The intake itself, with its report; for the others a call to make an appointment."""
    columns = ["deelnemer", "tijdstip", "kanaal", "onderwerp", "verslag", "deelbaar_verslag"]
    rows = []
    for p in persons:
        talk = ["fysiek", "brede_intake", told_by(p, 7), "intake gedaan"]
        call = ["telefonisch_uitgaand", "anders", "", "afspraak gemaakt"]
        rows.append([p.id, f"{day(60 - p.n)}T11:30:00+01:00", *(talk if p.finished else call)])
    return write_list(path, "contactmoment", columns, rows)


def lesson_list(path, persons):
    """Three weeks of lessons for whoever has a plan."""
    columns = ["deelnemer", "soort", "aanbieder", "locatie", "begin", "einde", "tijdzone", "stand", "telt_mee_voor"]
    return write_list(path, "activiteit", columns, [
        [p.id, "les", "de taalschool", "lokaal 2", f"{day(-7 * week)}T09:00:00+01:00",
         f"{day(-7 * week)}T12:00:00+01:00", "Europe/Amsterdam", "gepland", "taal_knm"]
        for p in persons for week in (1, 2, 3)])


def write_pilot(path):
    """The pilot's periods and quota: the extension stands beside the first period, not over it."""
    year = datetime.date.today().year
    pilot = {"methode": "gelijk", "totaal": TOTAL,
             "gemeenten": [{"code": code, "naam": name} for code, name, _ in MUNICIPALITIES],
             "perioden": [{"van": f"{year - 1}-08-15", "tot": f"{year}-08-14"},
                          {"van": f"{year}-08-15", "tot": f"{year + 1}-02-14", "reden": "meer tijd nodig"}]}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(pilot, file, ensure_ascii=False, indent=1)
    return path
