"""What stands between a device and its server: it passes on, listens in, or answers something else itself."""
import ctypes
import ctypes.util
import http.client
import http.server
import socket
import threading

_zstd = ctypes.CDLL(ctypes.util.find_library("zstd"))
for _name in ("ZSTD_compressBound", "ZSTD_compress", "ZSTD_decompress"):
    getattr(_zstd, _name).restype = ctypes.c_size_t
_zstd.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong


def pack(plain):
    """A zstd frame of `plain`."""
    room = ctypes.create_string_buffer(_zstd.ZSTD_compressBound(ctypes.c_size_t(len(plain))))
    size = _zstd.ZSTD_compress(room, ctypes.c_size_t(len(room)), plain, ctypes.c_size_t(len(plain)), ctypes.c_int(3))
    return room.raw[:size]


def unpack(frame):
    """What a zstd frame that says its size holds."""
    size = _zstd.ZSTD_getFrameContentSize(frame, ctypes.c_size_t(len(frame)))
    assert size <= 64 << 20, size
    room = ctypes.create_string_buffer(max(size, 1))
    got = _zstd.ZSTD_decompress(room, ctypes.c_size_t(size), frame, ctypes.c_size_t(len(frame)))
    assert got == size, (got, size)
    return room.raw[:size]


def reply(body=b"", status=200, kind="application/cbor", **headers):
    """The bytes of a whole HTTP answer; `content_encoding="zstd"` gives that header."""
    lines = [f"HTTP/1.1 {status} Zo", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Exchange:
    """One request that was passed on, and its answer; bodies as they were before compression."""

    def __init__(self, path, question, status, answer):
        self.path, self.question, self.status, self.answer = path, question, status, answer


class Between:
    """Listens at `url`. `answers` are given first, one a request: bytes that go out as they are and end the connection,
    or a function of (connection, the real answer's body) that writes for itself. Then `always`, if there is one; else
    all goes to the real server, but no more than `patience` requests: a client that asks on and on is told to stop."""

    def __init__(self, server, patience=60):
        self.server, self.patience = server, patience
        self.spent = threading.Event()  # the last of `answers` went out
        self.reset()
        self._lock = threading.Lock()
        between = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                between._handle(self)

            def log_message(self, *_):
                pass

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass  # a client that went away

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"
        self._thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def reset(self):
        self.answers, self.always, self.passed = [], None, []
        self.spent.clear()

    def stop(self):
        self.listener.shutdown()
        self.listener.server_close()

    def _handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        with self._lock:
            answer = self.answers.pop(0) if self.answers else self.always
        if answer is None and len(self.passed) >= self.patience:
            answer = reply(status=410)
        if isinstance(answer, bytes):
            handler.wfile.write(answer)
            self._end(handler)
            if not self.answers:
                self.spent.set()
            return
        status, headers, real = self._ask(handler, body)
        encoded = headers.get("content-encoding") == "zstd"
        if answer is not None:
            answer(handler.connection, unpack(real) if encoded else real)
            self._end(handler)
            return
        handler.send_response(status)
        for name, value in headers.items():
            if name not in ("connection", "date", "server"):
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(real)
        zipped = handler.headers.get("Content-Encoding") == "zstd"
        self.passed.append(Exchange(handler.path, unpack(body) if zipped else body, status,
                                    unpack(real) if encoded else real))

    @staticmethod
    def _end(handler):
        handler.close_connection = True
        try:
            handler.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _ask(self, handler, body):
        asked = http.client.HTTPConnection(self.server.url.split("//")[1])
        try:
            # Host goes along as it is: it is signed.
            asked.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                asked.putheader(name, value)
            asked.endheaders(body)
            answer = asked.getresponse()
            real = answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, real
        finally:
            asked.close()
