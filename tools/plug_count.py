"""What was written, what was done to the programs meanwhile, and what of the writing is there in the end."""
import collections
import threading

FIGURES = ("kills_client_write", "kills_client_sync", "kills_server", "cuts", "half_answers", "refused", "held_up")
TEXTS = {"deelnemer": ("weergavenaam", "adres"), "contactmoment": ("verslag",)}


class Tally:
    """Writes are known by their text: every one has its own."""

    def __init__(self):
        self._lock = threading.Lock()
        self.rounds = 0
        self.acknowledged = {}  # text -> the round
        self.unanswered = {}  # killed, and not repeated: it may be there or not, but not twice
        self.figures = dict.fromkeys(FIGURES, 0)
        self.lost, self.duplicated, self.diverged = {}, {}, []
        self.counts = []  # (rounds, lost, duplicated, diverged) at each count
        self.left_over = 0  # of the unanswered, those that were done all the same

    def wrote(self, number, texts):
        with self._lock:
            for text in texts:
                self.unanswered.pop(text, None)
                self.acknowledged[text] = number

    def got_no_answer(self, number, texts):
        with self._lock:
            self.unanswered.update(dict.fromkeys(texts, number))

    def add(self, figure):
        with self._lock:
            self.figures[figure] += 1

    def round_done(self):
        with self._lock:
            self.rounds += 1

    @property
    def kills_client(self):
        return self.figures["kills_client_write"] + self.figures["kills_client_sync"]

    @property
    def broken(self):
        return self.figures["cuts"] + self.figures["half_answers"] + self.figures["refused"]

    @property
    def clean(self):
        return not (self.lost or self.duplicated or self.diverged)

    def count(self, held, transactions, differences):
        """`held`: per device its records by id, at rest. `transactions`: how many the server accepted; each write is
        one. `differences`: what the programs themselves find different. What was found once stays counted."""
        some = {}
        for who, records in held.items():
            some[who] = collections.Counter(texts_of(records))
            for text in self.acknowledged.keys() - some[who].keys():
                self.lost.setdefault(text, f"'{text}' of round {self.acknowledged[text]} is not on {who}")
            for text, times in some[who].items():
                if times > 1:
                    self.duplicated.setdefault(text, f"'{text}' is {times} times on {who}")
        there = set().union(*some.values()) if some else set()
        self.left_over = len(there & self.unanswered.keys())
        differences = list(differences)
        if transactions > len(there):
            self.duplicated.setdefault(
                "transactions", f"the server accepted {transactions} writes, and there are {len(there)}")
        elif transactions < len(there):
            differences.append(f"the server accepted {transactions} writes, and devices show {len(there)}")
        names = list(held)
        for who in names[1:]:
            if held[who] != held[names[0]]:
                differ = [id for id in held[who].keys() | held[names[0]].keys()
                          if held[who].get(id) != held[names[0]].get(id)]
                differences.append(f"{who} and {names[0]} differ in {len(differ)} records: {', '.join(differ[:3])}")
        self.diverged += [f"after round {self.rounds}: {one}" for one in differences]
        self.counts.append((self.rounds, len(self.lost), len(self.duplicated), len(self.diverged)))


def texts_of(records):
    for record in records.values():
        for field in TEXTS.get(record["entity"], ()):
            for entry in record["conflicts"].get(field, []):
                if entry["value"] != record["fields"].get(field):
                    yield entry["value"]
            if field in record["fields"]:
                yield record["fields"][field]
