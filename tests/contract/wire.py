"""What stands between a device and the server: it passes on what comes, or answers itself, or breaks off."""
import socket
import threading

ANSWERS = {
    "other": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 24\r\nConnection: close\r\n\r\n"
             b"<h1>Welkom bij wifi</h1>",
    "noise": b"\x00\x01\x02 dit is geen HTTP\r\n\r\n",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nContent-Length: 5000\r\n\r\nhalf",
}


class Wire:
    def __init__(self, server):
        self.server, self.mode = server, "pass"
        self._passing, self._lock = set(), threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def set(self, mode):
        """From the next request on, also of those whose connection stands from before."""
        with self._lock:
            self.mode = mode
            for device in self._passing:
                try:
                    device.shutdown(socket.SHUT_RDWR)
                except OSError:  # its device has gone already
                    pass
            self._passing.clear()

    def close(self):
        self._listening.close()

    def _listen(self):
        while True:
            try:
                device = self._listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(device,), daemon=True).start()

    def _serve(self, device):
        with self._lock:
            mode = self.mode
            if mode == "pass":
                self._passing.add(device)
        with device:
            if mode != "pass":
                self._whole_request(device)
                device.sendall(ANSWERS[mode])
                return
            with socket.create_connection(("127.0.0.1", self.server.port)) as server:
                back = threading.Thread(target=self._pump, args=(server, device, device), daemon=True)
                back.start()
                self._pump(device, server, device)
                back.join()
            with self._lock:
                self._passing.discard(device)

    @staticmethod
    def _whole_request(device):
        seen = b""
        while b"\r\n\r\n" not in seen:
            part = device.recv(65536)
            if not part:
                return
            seen += part
        head, body = seen.split(b"\r\n\r\n", 1)
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                       if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            part = device.recv(65536)
            if not part:
                return
            body += part

    def _pump(self, one, other, device):
        try:
            while part := one.recv(65536):
                with self._lock:
                    if device not in self._passing:  # what was on its way when this came to do something else
                        break
                other.sendall(part)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass
