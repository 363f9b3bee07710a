"""Whatever answers in the place of the server: the device says what is wrong, keeps its work, and goes on later."""
import json
import signal
import threading
import unittest

from between import Between, pack, reply
from programs import REGION, Answer, Device, Server, Story, main

RETRY = {"never", "now", "later", "when_online", "after_sign_in", "after_update"}
AGAIN = {"malformed", "damaged", "cut", "not_http", "answer_too_large", "memory", "http_500", "http_503", "http_429"}
MEBIBYTE = 1 << 20
# CBOR that is never right there: text, a float, a tag, endless lists, deep ones, and ones without an end or content.
NEVER_RIGHT = (b"\x63abc", b"\xf9\x3e\x00", b"\xc1\x05", b"\x9f\xff", b"\x81" * 50 + b"\x05", b"\x9b" + b"\x7f" * 8,
               b"\x5b" + b"\xff" * 8, b"\xbf", b"\x62\xff\xfe", b"\x18\x05", b"")


def problem(code="mis", status=400, **parts):
    return reply(json.dumps({"code": code, "detail": "Zo niet.", "retry": "never", **parts}).encode(), status=status,
                 kind="application/problem+json")


def one_entry(key, value):
    """An answer of the right version and epoch with one more entry."""
    return b"\xa3\x00\x01\x01\x01" + bytes([key]) + value


def zstd(body, **headers):
    return reply(body, content_encoding="zstd", **headers)


def bomb(size):
    """A zstd frame that says it holds `size` bytes, of one byte repeated."""
    blocks, left = [], size
    while left:
        part = min(left, 128 * 1024)
        left -= part
        blocks.append((part << 3 | 2 | (left == 0)).to_bytes(3, "little") + b"a")
    return bytes.fromhex("28b52ffd") + b"\xa0" + size.to_bytes(4, "little") + b"".join(blocks)


def chunked(size):
    part = b"%x\r\n" % MEBIBYTE + b"a" * MEBIBYTE + b"\r\n"
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + part * (size // MEBIBYTE) + b"0\r\n\r\n"


# On all of these the device tries again by itself: what was on its way may have been hurt there.
TRY_AGAIN = [
    reply(b""), reply(b"<html>Meld u aan</html>", kind="text/html"), reply(b"\0" * 50_000), reply(b"\xff" * 40),
    zstd(pack(b"geen cbor")), zstd(pack(b"")), zstd(b"geen zstd"), zstd(b""), zstd(pack(b"a" * 1000)[:-3]),
    zstd(pack(b"een") + pack(b"twee")), reply(b"\x1f\x8b\x08", content_encoding="gzip"),
    reply(b"half")[:-2], b"", b"HTTP/1.1 200 OK\r\n", b"SSH-2.0-Zomaar\r\n", b"HTTP/1.1 abc\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 30_000 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", chunked(9 * MEBIBYTE),
    reply(b"", status=500), reply(b"\xff\xfe", status=503), reply(b"[" * 500_000, status=429),
    reply(b'{"code":5,"detail":[],"retry":{}}', status=500), reply(b"\x80"), reply(b"\xa1\x00\x61x"),
]
# And on these it does not.
GIVE_UP = [
    ("http_302", reply(b"", status=302, location="http://127.0.0.1:1/v1/sync")), ("http_204", reply(b"", status=204)),
    ("http_404", reply(b"<html>", status=404, kind="text/html")), ("mis", problem()), ("mis", problem(status=599)),
    ("http_400", problem(5)), ("http_400", reply(b'{"a":' * 300_000 + b"1" + b"}" * 300_000, status=400)),
    ("http_400", reply(b'"\xff"', status=400)), ("http_403", problem("", 403, detail=7, retry="never")),
    ("too_large", zstd(bomb(9 * MEBIBYTE))), ("version", reply(b"\xa2\x00\x02\x01\x01")), ("version", reply(b"\xa0")),
    ("pack_invalid", reply(b"\xa4\x00\x01\x01\x01\x08\x82\x09\x48abcdefgh\x0b\x42{}")),
]


class BadServer(Story):
    """One device behind what answers for the server; before every story it has work that was not sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.between = Between(cls.server)
        cls.addClassCleanup(cls.between.stop)
        cls.anna = cls.enrolled("anna.db")
        cls.made = cls.anna.do("create", "deelnemer", f"gemeente={REGION}", "weergavenaam=Amina")["id"]
        cls.addClassCleanup(cls.anna.agree)

    @classmethod
    def enrolled(cls, name):
        device = Device(cls.folder / name)
        device.enrol(cls.between, "anna", code=cls.server.code("anna"))
        device.do("sync")
        return device

    def setUp(self):
        self.between.reset()
        Story._count += 1
        self.address = f"Kade {Story._count}"
        self.anna.do("sync")
        self.anna.do("set", self.made, f"adres={self.address}")

    @staticmethod
    def state(device):
        """What a person sees; pages are not what a person typed."""
        status = device.do("status")
        del status["store_bytes"]
        return status, device.holds("deelnemer")

    def assert_error(self, code, done):
        self.assertEqual(done.status, 1, (code, done.out, done.err))
        error = done.json()["error"]
        self.assertEqual((set(error), done.err), ({"code", "message", "retry"}, ""), error)
        if code:
            self.assertEqual(error["code"], code, error)
        self.assertIn(error["retry"], RETRY)
        self.assertTrue(10 < len(error["message"]) < 1000 or error["message"] == "Zo niet.", error)
        return error["code"]


class Sync(BadServer):
    def test_after_any_bad_answer_the_work_is_there_and_the_next_sync_sends_it(self):
        chance = self.chance
        answers = TRY_AGAIN + [reply(one_entry(key, chance.choice(NEVER_RIGHT))) for key in range(1, 21) if key > 1]
        chance.shuffle(answers)
        self.between.answers, self.between.always = list(answers), reply(b"op")
        # A device tries again after a pause, every time a longer one; so several at once.
        copies = [self.anna.copy_to(self.folder / f"kopie{number}.db") for number in range(len(answers) // 3)]
        before = self.state(self.anna)
        running = [copy.start("sync") for copy in copies]
        for one in running:
            self.addCleanup(one.kill)
        self.between.spent.wait(timeout=60)
        self.assertEqual(self.between.answers, [])
        for one in running:
            one.send_signal(signal.SIGINT)  # in its pause
        for one in running:
            out, err = one.communicate()
            code = self.assert_error(None, Answer(one.returncode, out, err))
            self.assertIn(code, AGAIN | {"cancelled"})
        self.between.always = None
        for copy in copies:
            self.assertEqual(self.state(copy), before)
        for copy in copies[:2]:
            copy.do("sync")
            self.assertEqual(copy.do("get", self.made)["fields"]["adres"], self.address)
            self.devices.append(copy)

    def test_what_will_not_be_otherwise_later_is_not_asked_again(self):
        before = self.state(self.anna)
        for code, answer in GIVE_UP:
            self.between.answers = [answer]
            self.assert_error(code, self.anna.run("sync"))
            self.assertEqual(self.between.answers, [])
        self.assertEqual(self.state(self.anna), before)
        self.assertEqual(self.anna.do("sync")["pushed"], 1)

    def test_answers_that_break_off_anywhere_are_asked_again(self):
        def broken(connection, body):
            part = body[:self.chance.randrange(len(body))]
            connection.sendall(self.chance.choice((reply(part), reply(body)[:-1], zstd(pack(body)[:-4]))))
        self.between.answers = [broken, broken]
        self.assertEqual(self.anna.do("sync")["pushed"], 1)
        self.assertEqual(self.between.answers, [])

    def test_an_answer_that_comes_in_drops_is_taken(self):
        def dripping(connection, body):
            for byte in reply(body):
                connection.sendall(bytes([byte]))
        self.between.answers = [dripping]
        self.assertEqual(self.anna.do("sync")["pushed"], 1)

    def test_an_answer_that_does_not_come_can_be_stopped(self):
        asked, stopped = threading.Event(), threading.Event()

        def silent(connection, body):
            connection.sendall(reply(body)[:30])
            asked.set()
            stopped.wait()
        self.between.answers = [silent]
        before = self.state(self.anna)
        running = self.anna.start("sync")
        asked.wait()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
        stopped.set()
        self.assert_error("cancelled", Answer(running.returncode, out, err))
        self.assertEqual(self.state(self.anna), before)

    def test_a_value_that_was_changed_on_the_way_is_found_by_its_sum_and_fetched_again(self):
        bert = self.device("bert")
        bert.do("set", self.made, "geboorteland=Eritrea")
        bert.do("sync")

        def altered(connection, body):
            self.assertEqual(body.count(b"Eritrea"), 1)
            connection.sendall(reply(body.replace(b"Eritrea", b"Somalia")))
        self.between.answers = [altered]
        self.anna.do("sync")
        self.assertEqual(self.between.answers, [])
        self.assertEqual(self.anna.do("get", self.made)["fields"]["geboorteland"], "Eritrea")

    def test_no_word_of_a_server_is_taken_for_one_of_this_program(self):
        for code in ("answered", "usage"):
            self.between.answers = [problem(code)]
            self.assert_error(None, self.anna.run("sync"))

    def test_a_search_for_a_fork_that_was_broken_off_does_not_go_on_for_ever(self):
        device = self.enrolled("vork.db")
        for number in range(3):
            self.person(device, f"Vork {number}")
        self.between.answers = [reply(b"\xa3\x00\x01\x01\x01\x05\x82\x00\x03"), reply(b"", status=404)]
        self.assert_error("http_404", device.run("sync"))
        self.assertEqual(device.do("sync")["pushed"], 3)


class Elsewhere(BadServer):
    """Answers that are well made, but of another server or another time."""

    def test_the_answers_of_another_region_and_another_time_do_no_harm(self):
        other = Server(self.folder / f"elders{Story._count}")
        other.add_user("anna")
        other.start()
        self.addCleanup(other.stop)
        before = self.state(self.anna)
        self.between.server = other
        self.assertIn(self.assert_error(None, self.anna.run("sync")), ("device_unknown", "signature_invalid"))
        self.assertEqual(self.state(self.anna), before)
        self.between.server = self.server
        self.anna.do("sync")
        old = [one.answer for one in self.between.passed if one.path == "/v1/sync"]
        self.assertGreaterEqual(len(old), 2)
        for epoch in (0, 0x17):
            old.append(b"\xa2\x00\x01\x01" + bytes([epoch]))  # says that it is of another epoch
        for answer in old:
            self.between.answers = [reply(answer)]
            self.anna.do("sync")
            self.assertEqual(self.anna.do("get", self.made)["fields"]["adres"], self.address)
            self.anna.do("set", self.made, f"adres={self.address}")

    def test_an_end_of_everything_takes_nothing_that_the_server_still_has(self):
        # It says: a round is done, you hold no role anywhere. What was not sent goes along to the server, sealed. The
        # next request is under way before that is seen, and goes once more when it is.
        self.between.answers = [reply(b"\xa4\x00\x01\x01\x01\x08\x82\x09\x48abcdefgh\x0f\xf5"),
                                reply(b"", status=404), reply(b"", status=404)]
        self.person(self.anna, "Nog niet verstuurd")
        self.assert_error("http_404", self.anna.run("sync"))
        self.anna.do("sync")
        names = {record["fields"]["weergavenaam"] for record in self.anna.do("list", "deelnemer")}
        self.assertLessEqual({"Amina", "Nog niet verstuurd"}, names)
        self.assertEqual(self.anna.do("get", self.made)["fields"]["adres"], self.address)


class Init(BadServer):
    def test_an_init_with_any_bad_answer_makes_nothing_and_its_code_still_works(self):
        code, device = self.server.code("anna"), Device(self.folder / "nieuw.db")
        words = ("init", "--server", self.between.url, "--code", code)
        real = []

        def heard(connection, body):
            real.append(json.loads(body))
            connection.sendall(reply(b"{}", status=201, kind="application/json"))
        self.between.answers = [heard]
        self.assert_error("answer_broken", device.run(*words))
        whole = real[0]
        changed = [{}, [], 5, {**whole, "device": 0}, {**whole, "device": "1"}, {**whole, "device": -1},
                   {**whole, "device": 1.5}, {**whole, "epoch": 0}, {**whole, "boxKey": "*"},
                   {**whole, "packJson": ""}, {**whole, "packJson": "{}"}, {**whole, "packJson": "[" * 200_000},
                   {**whole, "packJson": whole["packJson"][:-1]}]
        answers = [reply(json.dumps(one).encode(), status=201, kind="application/json") for one in changed]
        answers += [reply(b"[" * 500_000, status=201), reply(json.dumps(whole).encode()[:-1], status=201),
                    self.chance.choice(TRY_AGAIN), self.chance.choice(TRY_AGAIN), self.chance.choice(GIVE_UP)[1]]
        for answer in answers:
            self.between.answers = [answer]
            self.assert_error(None, device.run(*words))
            self.assertFalse(device.path.exists())
        self.assertEqual(device.do(*words)["user"], "anna")
        device.do("sync")
        self.devices.append(device)

    def test_an_init_takes_no_key_that_cannot_be_one_and_no_number_that_does_not_fit(self):
        device = Device(self.folder / "halve.db")
        words = ("init", "--server", self.between.url, "--code", self.server.code("anna"))
        for changed in ({"boxKey": 5}, {"boxKey": "a29ydA=="}, {"device": 1 << 63}, {"epoch": 1 << 63}, {"user": ""}):
            def altered(connection, body, changed=changed):
                answer = json.dumps({**json.loads(body), **changed}).encode()
                connection.sendall(reply(answer, status=201, kind="application/json"))
            self.between.answers = [altered]
            self.assert_error("answer_broken", device.run(*words))


if __name__ == "__main__":
    main()
