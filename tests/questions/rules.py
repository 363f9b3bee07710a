"""What must hold for the question list of a pack and its languages. Each finding is one line of text."""
import json
import unicodedata

LANGUAGES = ("nl", "en", "ar", "ti", "fa", "tr", "uk")
REASONS = ("niet_gevraagd", "wil_niet_zeggen", "onbekend")
# The name that Unicode gives the letters of a language starts with this.
SCRIPT = {"nl": "LATIN", "en": "LATIN", "tr": "LATIN", "ar": "ARABIC", "fa": "ARABIC", "ti": "ETHIOPIC",
          "uk": "CYRILLIC"}
RIGHT_TO_LEFT = ("ar", "fa")
# Letters that no other of our languages has; without any of them, the text stands in the wrong file.
OWN_LETTERS = {"fa": "پچژگکی", "ar": "ةيكى", "tr": "ğışİ", "uk": "іїє"}
NOT_ARABIC = "پچژگکی"  # Persian letters
NOT_UKRAINIAN = "ыэъё"  # Russian letters
# Fields that a worker or the app fills in. Whatever else the pack has is asked.
NOT_ASKED = {"traject", "stand", "begonnen_op", "beeindigd_op", "plaats_gesprek", "afgenomen_door", "tolk_soort",
             "tolk_taal", "versie_vragenlijst", "zonder_verbinding", "samenvatting", "deelbare_samenvatting"}
ISOLATE, POP = "\u2066", "\u2069"
# Health is asked by its effect: no question names one of these.
DIAGNOSES = ("depressie", "trauma", "ptss", "diabetes", "medicijn", "psychi", "verslaaf", "verslaving", "zwanger")
CODE_LENGTH = 60


def load(folder):
    """The question data and the two entities that it rests on."""
    def read(path):
        with open(folder / path, encoding="utf-8") as file:
            return json.load(file)
    entity = {name: {field["name"]: field for field in read(f"entities/{name}.json")["fields"]}
              for name in ("intake", "antwoord")}
    return {"list": read("vragen/vragenlijst.json"), "entities": entity,
            "languages": {language: read(f"vragen/{language}.json") for language in LANGUAGES},
            "files": sorted(path.name for path in (folder / "vragen").glob("*.json"))}


def values_of(field):
    """The codes of a field that a person chooses from."""
    if field["type"] == "boolean":
        return ["true", "false"]
    return [value["code"] for value in field.get("values", [])]


def check(data):
    yield from check_list(data)
    if data["files"] != sorted([f"{language}.json" for language in LANGUAGES] + ["vragenlijst.json"]):
        yield "files: not one per language"
    for language, texts in data["languages"].items():
        yield from check_head(language, texts)
        yield from check_keys(data, language, texts)
        for place, text in all_texts(texts):
            for finding in check_text(language, text):
                yield f"{language} {place}: {finding}"
        yield from check_own_letters(language, texts)
    yield from check_health(data)


def check_list(data):
    intake, answers = data["entities"]["intake"], data["entities"]["antwoord"]
    areas = values_of(answers["leefgebied"])
    codes = [question["code"] for question in data["list"]]
    for question in data["list"]:
        code = question["code"]
        if not code or len(code) > min(CODE_LENGTH, answers["vraag"]["max_length"]):
            yield f"{code}: too long or empty"
        if codes.count(code) > 1:
            yield f"{code}: twice in the list"
        if question["leefgebied"] not in areas:
            yield f"{code}: no such leefgebied"
        if (question["entity"] == "intake") != ("field" in question) or question["entity"] not in data["entities"]:
            yield f"{code}: a field belongs to the intake, a free answer has none"
        elif "field" in question and question["field"] not in intake:
            yield f"{code}: the pack has no field {question['field']}"
    asked = [question["field"] for question in data["list"] if "field" in question]
    for field in intake:
        if asked.count(field) != (0 if field in NOT_ASKED else 1):
            yield f"{field}: asked {asked.count(field)} times"
    order = [question["leefgebied"] for question in data["list"]]
    chapters = [area for at, area in enumerate(order) if at == 0 or order[at - 1] != area]
    if chapters != areas:
        yield "list: the chapters are not those of the pack, in its order"
    if not 45 <= len(codes) <= 60:
        yield f"list: {len(codes)} questions"


def check_head(language, texts):
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    if texts["language"] != language or texts["dir"] != direction:
        yield f"{language}: wrong language or direction in the file"
    if texts["translated"] not in (("source",) if language == "nl" else ("machine", "human")):
        yield f"{language}: does not say who translated it"


def check_keys(data, language, texts):
    """Each question, chapter, reason and value has a text, and there is no text for what is not there."""
    expected = {"chapters": values_of(data["entities"]["antwoord"]["leefgebied"]), "reasons": list(REASONS),
                "questions": [question["code"] for question in data["list"]]}
    for part, keys in expected.items():
        if sorted(texts[part]) != sorted(set(keys)):
            yield f"{language} {part}: {sorted(set(texts[part]) ^ set(keys))}"
    for question in data["list"]:
        field = data["entities"]["intake"].get(question.get("field"))
        entry = texts["questions"].get(question["code"], {})
        values = values_of(field) if field else []
        if sorted(entry.get("values", {})) != sorted(values) or set(entry) - {"text", "help", "values"}:
            yield f"{language} {question['code']}: values {sorted(set(entry.get('values', {})) ^ set(values))}"
        if ("help" in entry) != ("help" in data["languages"]["nl"]["questions"].get(question["code"], {})):
            yield f"{language} {question['code']}: explained in one language only"


def all_texts(texts):
    for part in ("chapters", "reasons"):
        yield from ((f"{part}.{key}", text) for key, text in texts[part].items())
    for code, entry in texts["questions"].items():
        yield f"{code}", entry.get("text", "")
        if "help" in entry:
            yield f"{code}.help", entry["help"]
        yield from ((f"{code}.{key}", text) for key, text in entry.get("values", {}).items())


def check_text(language, text):
    if not text.strip() or text != text.strip():
        yield "empty, or with spaces around it"
        return
    if unicodedata.normalize("NFC", text) != text:
        yield "not in Unicode's composed form"
    if any(unicodedata.category(letter) in ("Cc", "Co", "Cn") for letter in text):
        yield "holds a control character"
    letters = [unicodedata.name(letter) for letter in bare(text) if letter.isalpha()]
    foreign = [name for name in letters if not name.startswith(SCRIPT[language])]
    if len(letters) == len(foreign):
        yield "has no letter of its own script"
    if foreign and (language in RIGHT_TO_LEFT or SCRIPT[language] == "LATIN" or not in_brackets_or_name(text)):
        yield f"holds letters of another script: {foreign[0]}"
    if text.count(ISOLATE) != text.count(POP) or (ISOLATE in text and language not in RIGHT_TO_LEFT):
        yield "isolates that do not match"


def bare(text):
    """The text without what stands isolated in it."""
    out, inside = [], False
    for letter in text:
        if letter == ISOLATE:
            inside = True
        elif letter == POP:
            inside = False
        elif not inside:
            out.append(letter)
    return "".join(out)


def in_brackets_or_name(text):
    """Latin letters in Cyrillic or Ge'ez are a Dutch term in brackets, or the name of DigiD."""
    outside = text.replace("DigiD", "")
    while "(" in outside and ")" in outside:
        outside = outside[:outside.index("(")] + outside[outside.index(")") + 1:]
    return not any(letter.isascii() and letter.isalpha() for letter in outside)


def check_own_letters(language, texts):
    whole = " ".join(text for _, text in all_texts(texts))
    for letter in OWN_LETTERS.get(language, ""):
        if letter not in whole:
            yield f"{language}: never uses {letter}, so it is hardly that language"
    wrong = {"ar": NOT_ARABIC, "uk": NOT_UKRAINIAN}.get(language, "")
    for letter in wrong:
        if letter in whole:
            yield f"{language}: uses {letter}, a letter of another language"


def check_health(data):
    for place, text in all_texts(data["languages"]["nl"]):
        if any(word in text.lower() for word in DIAGNOSES):
            yield f"nl {place}: asks for a diagnosis"
