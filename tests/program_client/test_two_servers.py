"""Two servers on one folder: the second is refused, and the devices of the first notice nothing."""
import json
import subprocess

import programs  # for the path of the server's program
from programs import Story, environment, main


class TwoServers(Story):
    def serve(self, listen="127.0.0.1:0"):
        words = [programs.SERVER, "serve", "--dir", self.server.dir, "--listen", listen, "--json"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)  # does nothing to one that was waited for
        return process

    def first_word(self, process):
        """Of what it says, the first line: that it listens, or why it does not."""
        self.addCleanup(process.stdout.close)
        return json.loads(process.stdout.readline())

    def assert_refused(self, process):
        error = self.first_word(process)["error"]
        self.assertEqual((error["code"], error["retry"]), ("serving", "later"))
        self.assertEqual(process.wait(), 1)

    def test_the_second_is_refused_and_the_first_goes_on_in_the_middle_of_its_devices_work(self):
        anna, bert = self.device("anna"), self.device("bert")
        made = []
        for number in range(3):
            made.append(self.person(anna, f"Tweede {number}")["id"])
            running = [anna.start("sync"), bert.start("sync")]
            seconds = [self.serve(), self.serve(self.server.url.split("//")[1])]
            for one in seconds:
                self.assert_refused(one)
            for one in running:
                out, err = one.communicate()
                self.assertEqual(one.returncode, 0, (out, err))
        bert.do("sync")
        self.assertLessEqual(set(made), set(bert.holds("deelnemer")))

    def test_of_servers_that_start_at_once_one_serves_and_when_it_is_killed_the_next_takes_its_place(self):
        anna = self.device("anna")
        self.server.stop()
        self.addCleanup(self.server_again)
        for number in range(3):
            started = [self.serve() for _ in range(3)]
            words = {one: self.first_word(one) for one in started}
            (serving,) = [one for one, word in words.items() if "listening" in word]
            for one in started:
                if one is not serving:
                    self.assertEqual((words[one]["error"]["code"], one.wait()), ("serving", 1))
            self.assert_refused(self.serve())
            self.assertIsNone(serving.poll())
            serving.kill()  # and leaves its lock behind for nobody
            serving.wait()
        self.server_again()
        self.person(anna, "Na de derde")
        anna.do("sync")

    def server_again(self):
        if not self.server.process:
            self.server.start()


if __name__ == "__main__":
    main()
