"""A disk that is full: it is said, nothing is lost, and it goes on where it was as soon as there is room.

The disk is a small one in memory, in a mount namespace of this process alone. Where that may not be made, this is
skipped and says so."""
import errno
import os
import shutil
import subprocess
import sys
import unittest

import programs  # for the path of the server's program
from programs import REGION, Answer, Device, Server, Story, environment, main

INSIDE = "WEGWIJS_STORY_OWN_MOUNTS"
MEBIBYTE = 1 << 20
OWN_MOUNTS = ["unshare", "--mount", "--propagation", "private"]


def may_mount():
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    return subprocess.run([*OWN_MOUNTS, "mount", "-t", "tmpfs", "small", "/mnt"], capture_output=True).returncode == 0


class Disk:
    def __init__(self, path, size):
        self.path, self.ballast = path, path / "ballast"
        path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "small", str(path)], check=True)

    def unmount(self):
        subprocess.run(["umount", "--lazy", str(self.path)], check=True)

    def fill(self, leave=0):
        """Until there is no more room than `leave` bytes, in whole pages."""
        with open(self.ballast, "ab", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError as full:
                assert full.errno == errno.ENOSPC, full
            file.truncate(max(0, file.tell() - leave))

    def make_room(self):
        self.ballast.unlink(missing_ok=True)


@unittest.skipUnless(INSIDE in os.environ, "needs root and 'unshare --mount', to make a small disk that only it sees")
class FullDisk(Story):
    def small_disk(self, size=4 * MEBIBYTE):
        Story._count += 1
        disk = Disk(self.folder / f"schijf{Story._count}", size)
        self.addCleanup(disk.unmount)
        return disk

    def device_on(self, disk, user="anna"):
        device = Device(disk.path / "klein.db")
        device.enrol(self.server, user)
        device.do("sync")
        self.addCleanup(self.agree_with_room, disk, device)
        return device

    def agree_with_room(self, disk, device):
        disk.make_room()
        device.agree()

    def names(self, device, like):
        records = device.do("list", "deelnemer", "--where", f"weergavenaam LIKE '{like}'")
        return sorted(record["fields"]["weergavenaam"] for record in records)

    def assert_full(self, answer):
        self.assertEqual(answer.status, 1, (answer.out, answer.err))
        error = answer.json()["error"]
        self.assertEqual((error["code"], error["retry"]), ("disk_full", "later"), error)
        self.assertIn("full", error["message"])

    def test_a_save_on_a_full_disk_is_refused_whole_and_goes_in_when_there_is_room(self):
        disk = self.small_disk()
        anna = self.device_on(disk)
        kept = ["Vol voor"]
        self.person(anna, kept[0])
        refused = 0
        for leave in (0, 4096, 8192, 16384, 32768, 65536, 131072, 262144):
            name = f"Vol {leave}"
            words = ("create", "deelnemer", f"gemeente={REGION}", f"weergavenaam={name}", "adres=" + "x" * 300)
            disk.fill(leave)
            answer = anna.run(*words)
            if answer.status != 0:
                self.assert_full(answer)
                refused += 1
                self.assertEqual(self.names(anna, "Vol %"), sorted(kept))  # still to be read, and nothing half
            disk.make_room()
            if answer.status != 0:
                anna.do(*words)
            kept.append(name)
            self.assertEqual(self.names(anna, "Vol %"), sorted(kept))
        self.assertGreater(refused, 0)
        self.assertIs(anna.do("check")["ok"], True)
        self.assertEqual(anna.do("sync")["pushed"], len(kept))

    def test_a_hand_over_list_that_fills_the_disk_stops_and_goes_on_at_its_row(self):
        disk = self.small_disk(24 * MEBIBYTE)
        anna = self.device_on(disk)
        listed, mapped = self.folder / "veel.csv", self.folder / "veel.json"
        rows = [f"Rij {number:03};{'x' * 300}" for number in range(120)]
        listed.write_text("\n".join(["Naam;Adres", *rows]), encoding="utf-8")
        mapped.write_text('{"entity":"deelnemer","gemeente":"0405","separator":";",'
                          '"fields":{"weergavenaam":"Naam","adres":"Adres"}}', encoding="utf-8")
        words = ("import", str(listed), "--map", str(mapped))
        disk.fill(leave=200_000)
        self.assert_full(anna.run(*words))
        here = self.names(anna, "Rij %")
        self.assertLess(len(here), len(rows))
        disk.make_room()
        report = anna.do(*words)
        self.assertEqual((report["created"] + report["earlier"], report["refused"]), (len(rows), []))
        self.assertEqual(self.names(anna, "Rij %"), [row.split(";")[0] for row in rows])
        self.assertEqual(anna.do("sync")["rejected"], 0)

    def test_a_sync_on_a_full_disk_keeps_what_was_typed_and_fetches_the_rest_later(self):
        disk, bert = self.small_disk(), self.device("bert")
        anna = self.device_on(disk)
        failed = 0
        for leave in (0, 8192, 32768, 65536, 131072):
            mine, theirs = f"Eigen {leave}", [f"Ander {leave}.{number}" for number in range(3)]
            self.person(anna, mine)
            for name in theirs:
                self.person(bert, name, "adres=" + "y" * 300)
            bert.do("sync")
            disk.fill(leave)
            answer = anna.run("sync")
            if answer.status != 0:
                self.assert_full(answer)
                failed += 1
                self.assertEqual(self.names(anna, mine), [mine])
            disk.make_room()
            anna.do("sync")
            self.assertEqual(self.names(anna, f"Ander {leave}.%"), theirs)
            bert.do("sync")
            self.assertEqual(self.names(bert, mine), [mine])
        self.assertGreater(failed, 0)

    def test_a_server_whose_disk_is_full_takes_nothing_half_and_goes_on_when_there_is_room(self):
        disk = self.small_disk(8 * MEBIBYTE)
        shared, server = self.server, Server(disk.path / "server")
        server.add_user("anna")
        server.start()
        self.addCleanup(self.stop_with_room, disk, server)
        self.addCleanup(setattr, FullDisk, "server", shared)
        FullDisk.server = server
        anna, bert = self.device("anna"), self.device("anna")
        self.devices.clear()  # they agree below, with this server
        names = [f"Vol bij de server {number}" for number in range(4)]
        for name in names:
            self.person(anna, name, "adres=" + "z" * 300)
        disk.fill()
        running = [anna.start("sync"), bert.start("sync", "--check")]
        out, err = running[0].communicate()
        running[1].communicate()
        self.assertEqual(running[0].returncode, 1, (out, err))
        error = Answer(1, out, err).json()["error"]
        # Not "disk_full": that would tell the user to make room on the tablet.
        self.assertEqual((error["code"], error["retry"]), ("server_store", "later"), error)
        self.assertEqual(anna.do("status")["unsent"], len(names))
        self.assertIsNone(server.process.poll())
        copy = disk.path / "kopie.db"
        told = subprocess.run([programs.SERVER, "backup", str(copy), "--dir", server.dir, "--json"],
                              capture_output=True, text=True, env=environment())
        self.assert_full(Answer(told.returncode, told.stdout, told.stderr))
        self.assertFalse(copy.exists())
        disk.make_room()
        self.assertEqual(anna.do("sync")["pushed"], len(names))
        bert.do("sync")
        self.assertEqual(self.names(bert, "Vol bij%"), names)
        for device in (anna, bert):
            device.agree()
        self.assertEqual(server.run("verify")["transactions"], len(names))

    @staticmethod
    def stop_with_room(disk, server):
        disk.make_room()
        server.stop()


if __name__ == "__main__":
    if INSIDE not in os.environ and may_mount():
        os.execvpe(OWN_MOUNTS[0], [*OWN_MOUNTS, sys.executable, "-B", *sys.argv], dict(os.environ, **{INSIDE: "1"}))
    main()
