"""A link that breaks anywhere: what a device sent or was sent is there once, whatever came through of it."""
import collections
import signal
import sys
from pathlib import Path

from programs import Device, Story, main

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from plug_link import ANSWER, CUT, END, GO_ON, HOLD, QUESTION, Link  # noqa: E402


class LossyLink(Story):
    """Two devices, each behind a link of its own. A story gives the people that it made in `made`."""

    def setUp(self):
        self.anna, self.bert = self.behind_link("anna"), self.behind_link("bert")
        self.made = []

    def behind_link(self, user):
        link = Link(lambda: int(self.server.url.rsplit(":", 1)[1]))
        self.addCleanup(link.close)
        Story._count += 1
        device = Device(self.folder / f"ver{Story._count}.db")
        device.enrol(link, user, code=self.server.code(user))
        device.link = link
        device.do("sync")
        self.devices.append(device)
        return device

    def make(self, device, times=1):
        for _ in range(times):
            self.made.append(f"{self.id().rsplit('.', 1)[1]} {len(self.made)}")
            self.person(device, self.made[-1])

    def share(self):
        return self.chance.choice((0, 1, self.chance.random()))

    def assert_all_once(self):
        for device in (self.anna, self.bert, self.anna):
            device.link.clear()
            device.do("sync")
        self.assertEqual(self.anna.holds("deelnemer"), self.bert.holds("deelnemer"))
        for device in (self.anna, self.device("bert")):
            names = collections.Counter(one["fields"]["weergavenaam"] for one in device.holds("deelnemer").values())
            self.assertEqual({name: names[name] for name in self.made}, dict.fromkeys(self.made, 1))
            self.assertEqual(device.do("rejected"), [])
        accepted = self.server.run("verify")["transactions"]
        self.assertEqual(accepted, len(self.anna.holds("deelnemer")))  # each was saved once, in one transaction

    def both_sync_with(self, side, share, act):
        """They have to get through by themselves, in one command."""
        moments = []
        for device in (self.anna, self.bert):
            self.make(device, 3)
            moments.append(device.link.next(side, share, act))
        running = [device.start("sync") for device in (self.anna, self.bert)]
        for one in running:
            out, err = one.communicate()
            self.assertEqual(one.returncode, 0, (side, share, act, out, err))
        self.assertTrue(all(moment.came.wait(60) for moment in moments))

    def test_a_cut_before_in_and_after_the_request(self):
        for share in (0, self.chance.random(), 1):
            self.both_sync_with(QUESTION, share, CUT)
        self.assert_all_once()

    def test_a_cut_before_in_and_after_the_answer(self):
        for share in (0, self.chance.random(), 1):
            self.both_sync_with(ANSWER, share, CUT)
        self.assert_all_once()

    def test_half_a_request_and_half_an_answer_that_end_in_order(self):
        for side in (QUESTION, ANSWER):
            self.both_sync_with(side, self.chance.uniform(0.01, 0.99), END)
        self.assert_all_once()

    def test_cuts_one_after_the_other_in_one_sync(self):
        self.make(self.anna)
        # Each in the middle: after a whole answer nothing is sent again, and the next would not come.
        moments = [self.anna.link.next(self.chance.choice((QUESTION, ANSWER)), self.chance.uniform(0.01, 0.99),
                                       self.chance.choice((CUT, END))) for _ in range(3)]
        self.anna.do("sync")
        self.assertTrue(all(moment.came.wait(60) for moment in moments))
        self.assert_all_once()

    def test_an_answer_that_comes_after_others_went_on_is_still_taken(self):
        self.make(self.anna, 2)
        for side in (QUESTION, ANSWER):
            moment = self.anna.link.next(side, self.chance.random(), HOLD)
            running = self.anna.start("sync")
            moment.came.wait()
            self.make(self.bert, 2)
            self.bert.do("sync")
            self.assertIsNone(running.poll())
            self.anna.link.let_go()
            out, err = running.communicate()
            self.assertEqual(running.returncode, 0, (out, err))
            self.make(self.anna)
        self.assert_all_once()

    def test_a_request_that_comes_in_after_it_was_sent_again_does_nothing_more(self):
        self.make(self.anna, 2)
        for number in range(3):
            moment = self.anna.link.next(QUESTION, self.share(), HOLD)
            running = self.anna.start("sync")
            moment.came.wait()
            running.send_signal(signal.SIGKILL)  # nobody waits for its answer any more
            running.communicate()
            if number < 2:
                self.anna.do("sync")  # the same work, over another connection
            passed = self.anna.link.passed[QUESTION]
            self.anna.link.let_go()
            if moment.share < 1:
                self.assertGreater(self.anna.link.passed[QUESTION], passed)
            self.make(self.anna)
            self.anna.do("sync")
        self.assert_all_once()

    def test_a_link_that_refuses_is_told_to_people_and_keeps_the_work(self):
        for device in (self.anna, self.bert):
            self.make(device, 2)
            device.link.refuse()
        running = [device.start("sync") for device in (self.anna, self.bert)]
        for device, one in zip((self.anna, self.bert), running):
            out, err = one.communicate()
            self.assertEqual((one.returncode, err), (1, ""))
            self.assertIn('"offline"', out)
            self.assertIn('"when_online"', out)
            self.assertEqual(device.do("status")["unsent"], 2)
            device.link.accept()
        self.assert_all_once()

    def test_the_server_is_killed_at_every_part_of_a_question_and_an_answer(self):
        def kill():
            self.server.kill()
            self.server.start()
            return GO_ON
        for side in (QUESTION, ANSWER):
            for share in (0, self.chance.random(), 1):
                self.make(self.anna)
                moment = self.anna.link.next(side, share, kill)
                self.anna.do("sync")
                self.assertTrue(moment.came.wait(60))
        self.assert_all_once()


if __name__ == "__main__":
    main()
