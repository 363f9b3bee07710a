"""The rounds of pull-the-plug, and the counting between them."""
import threading
import time

from plug_count import Tally
from plug_device import Device, chance_of
from plug_programs import REGION, Children, Server, Stopped

USER = "anna"
FAULTS = ("write", "sync", "server", "link")


class Plug:
    def __init__(self, build, folder, options, progress):
        self.folder, self.options, self.progress = folder, options, progress
        self.children, self.tally, self.asked_to_stop = Children(), Tally(), threading.Event()
        self.client = f"{build}/client_core/wegwijs"
        self.server = Server(f"{build}/sync_server/wegwijs-server", folder, self.children)
        self.devices, self.samples, self.failures = [], [], []
        self._lock = threading.Lock()

    def begin(self):
        self.server.answer("init")
        self.server.answer("user", "add", USER, "--role", "klantmanager", "--gemeente", REGION)
        self.server.start()
        for _ in range(self.options.devices):
            self.devices.append(self.new_device())
        for device in self.devices:
            device.learn()
        self.begun = time.monotonic()
        self.sample()
        self.share_out({})

    def new_device(self):
        device = Device(len(self.devices) + 1, self.client, self.server, self.folder, self.tally, self.children)
        device.enrol(USER)
        device.answer("sync")
        return device

    def share_out(self, records):
        """A new person in whose file all devices write, and to each its share of those who have no address."""
        text = f"mens samen {self.tally.rounds}"
        words = ("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={text}")
        common = self.devices[0].answer(*words)["id"]
        self.tally.wrote(self.tally.rounds, [text])
        for device in self.devices:
            device.answer("sync")
            device.common, device.to_fill = common, []
        free = [id for id, one in records.items() if one["entity"] == "deelnemer" and "adres" not in one["fields"]]
        for at, id in enumerate(sorted(free)[-40 * len(self.devices):]):
            self.devices[at % len(self.devices)].to_fill.append(id)

    def sample(self):
        """For the plot."""
        tally = self.tally
        self.samples.append((time.monotonic() - self.begun, len(tally.acknowledged), tally.kills_client,
                             tally.figures["kills_server"], tally.broken))

    def play(self):
        """All rounds; a count after so many of them, and at the end. False: it was stopped before."""
        times, every = self.options.times, self.options.every
        while self.tally.rounds < times and not self.asked_to_stop.is_set():
            self.side_by_side(range(self.tally.rounds + 1, min(times, self.tally.rounds + every) + 1))
            last = self.tally.rounds >= times or self.asked_to_stop.is_set()
            self.progress.resting()
            self.rest(last)
            self.progress.counted(self.tally)
        return self.tally.rounds >= times

    def side_by_side(self, numbers):
        """Each device takes the next round as soon as it is done with one, so their syncs meet at the server."""
        todo = iter(numbers)
        self.all_at_once([lambda device=device: self.rounds_of(device, todo) for device in self.devices])

    def all_at_once(self, works):
        """Runs them side by side. The first failure ends all."""
        def run(work):
            try:
                work()
            except Exception as failure:  # whatever it is, it must not pass for a run without losses
                self.failures.append(failure)
        threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.1)
                self.progress.draw(self.tally)
                if self.children.stop_now:
                    self.children.end_all()
                    raise Stopped()
        if self.failures:
            raise self.failures[0]

    def rounds_of(self, device, todo):
        while not (self.asked_to_stop.is_set() or self.failures):
            with self._lock:
                number = next(todo, None)
            if number is None:
                return
            self.round(device, number)
            with self._lock:
                self.tally.round_done()
                self.sample()

    def round(self, device, number):
        chance = chance_of(self.options.seed, number)
        if number == self.options.forget:
            device.write_and_forget(number)
        what = chance.choice(FAULTS)
        if what == "write":
            device.killed_write(number, chance)
            return
        device.write(number, chance)
        if what == "sync":
            device.killed_sync(chance)
        elif what == "server":
            device.sync_under_kill(chance)
        else:
            device.sync_over_bad_link(chance)

    def rest(self, last):
        """Everything is synced without faults, and counted. At the very end a new device fetches it all, which shows
        what the server has."""
        for device in self.devices:
            device.link.clear()
        self.all_at_once([lambda device=device: device.answer("sync") for device in self.devices])
        self.all_at_once([lambda device=device: device.answer("sync") for device in self.devices])
        devices = [*self.devices, self.new_device()] if last else self.devices
        held, differences = {}, []

        def look(device):
            differences.extend(device.differences())
            held[device.who] = device.all_records()
        self.all_at_once([lambda device=device: look(device) for device in devices])
        verified = self.server.answer("verify")
        if not verified["ok"]:
            differences.append("'wegwijs-server verify' found the server not whole")
        self.tally.count({device.who: held[device.who] for device in devices}, verified["transactions"], differences)
        if last:
            devices[-1].link.close()
        else:
            self.share_out(held[self.devices[0].who])

    def end(self):
        """Nothing that was started stays."""
        self.children.end_all()
        for device in self.devices:
            device.link.close()
