"""The questions of the brede intake: whole in every language, and fitting the pack. Each rule is tried on bad samples."""
import copy
import unittest
from pathlib import Path

import rules

PACK = Path(__file__).resolve().parents[2] / "client_core" / "domain" / "inburgering"


def put(*path):
    """A mistake: the last of the path comes to stand at the rest of it."""
    *keys, last, value = path

    def spoil(data):
        for key in keys:
            data = data[key]
        data[last] = value
    return spoil


def drop(*path):
    *keys, last = path

    def spoil(data):
        for key in keys:
            data = data[key]
        del data[last]
    return spoil


def text(language, code, value, part="text"):
    return put("languages", language, "questions", code, part, value)


# (what must be found, the mistake)
MISTAKES = [
    ("x" * 61, put("list", 0, "code", "x" * 61)),
    ("twice", put("list", 1, "code", "opleiding_niveau")),
    ("no such leefgebied", put("list", 0, "leefgebied", "justitie")),
    ("no field lengte", put("list", 0, "field", "lengte")),
    ("opleiding_niveau: asked 0", drop("list", 0)),
    ("a free answer has none", put("list", 0, "entity", "antwoord")),
    ("diploma: asked 2", put("list", 0, "field", "diploma")),
    ("chapters", lambda data: data["list"].reverse()),
    ("questions", lambda data: data["list"].__delitem__(slice(0, 30))),
    ("files", put("files", ["nl.json"])),
    ("direction", put("languages", "fa", "dir", "ltr")),
    ("who translated", put("languages", "tr", "translated", "source")),
    ("who translated", put("languages", "nl", "translated", "machine")),
    ("uk questions: ['diploma']", drop("languages", "uk", "questions", "diploma")),
    ("ti chapters: ['werk']", drop("languages", "ti", "chapters", "werk")),
    ("en reasons: ['onbekend']", drop("languages", "en", "reasons", "onbekend")),
    ("ar diploma: values ['ja']", drop("languages", "ar", "questions", "diploma", "values", "ja")),
    ("ontzorgen: values ['true']", drop("languages", "nl", "questions", "ontzorgen", "values", "true")),
    ("explained in one language", drop("languages", "fa", "questions", "diploma", "help")),
    ("empty", text("tr", "diploma", " ")),
    ("composed", text("nl", "diploma", "E\u0301e\u0301n?")),
    ("control", text("en", "diploma", "Do you\thave one?")),
    ("own script", text("uk", "diploma", "Hebt u een diploma?")),
    ("own script", text("ti", "diploma", "12?")),
    ("another script", text("ar", "digid_aangevraagd", "هل طلبت DigiD؟")),
    ("another script", text("tr", "diploma", "Diplomanız var mı? да")),
    ("another script", text("uk", "diploma", "Чи є diploma?")),
    ("isolates", text("ar", "digid_aangevraagd", "هل طلبت \u2066DigiD؟")),
    ("isolates", text("uk", "digid_aangevraagd", "Чи є \u2066DigiD\u2069?")),
    ("letter of another language", text("ar", "diploma", "آیا مدرک دارید؟")),
    ("letter of another language", text("uk", "diploma", "Вы есть?")),
    ("hardly that language", lambda data: data["languages"].__setitem__("fa", dict(
        copy.deepcopy(data["languages"]["ar"]), language="fa"))),
    ("diagnosis", text("nl", "belastbaarheid", "Hebt u een depressie?")),
]


class Questions(unittest.TestCase):
    def test_nothing_is_missing(self):
        self.assertEqual(list(rules.check(rules.load(PACK))), [])

    def test_every_mistake_is_found(self):
        good = rules.load(PACK)
        for words, spoil in MISTAKES:
            with self.subTest(words):
                data = copy.deepcopy(good)
                spoil(data)
                found = list(rules.check(data))
                self.assertTrue(any(words in finding for finding in found), (words, found[:5]))


if __name__ == "__main__":
    unittest.main()
