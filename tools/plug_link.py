"""A link that fails. It stands between a device and its server and passes every byte on; it cuts, ends, holds up or
refuses when it was told to. It knows nothing of what is said over it."""
import selectors
import socket
import struct
import threading
import time

QUESTION, ANSWER = "question", "answer"
GO_ON, CUT, END, HOLD = "go on", "cut", "end", "hold"
SEND_SECONDS = 60  # a receiver that takes nothing for so long is gone
RESET = struct.pack("ii", 1, 0)  # closing then tells the other side at once, and drops what was on its way


class Moment:
    """Something that happens once: when bytes go the way of `side`, after so much of them as `share` (0 to 1) says was
    passed on. `act` is what happens then, or a function that gives it: GO_ON; CUT: both ends see a broken connection;
    END: both see an orderly end in the middle; HOLD: nothing passes for `seconds`, or until Link.let_go()."""

    def __init__(self, side, share, act, seconds=None):
        self.side, self.share, self.act, self.seconds = side, share, act, seconds
        self.came = threading.Event()
        self.failure = None  # of the function


class _Pair:
    """One connection of a device, and the one to the server that belongs to it."""

    def __init__(self, device, server):
        self.device, self.server = device, server
        self.held = []  # (where to, bytes) that were held up
        self.until = None  # when they go on; None: when told

    def close(self, reset):
        for end in (self.device, self.server):
            try:
                if reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.close()
            except OSError:
                pass


class Link:
    """Listens at `url` on loopback. `target` gives the port of the server whenever a connection is made."""

    def __init__(self, target):
        self.target = target
        self.moments = []  # of which every side takes its first
        self.passed = {QUESTION: 0, ANSWER: 0}  # bytes
        self._lock = threading.Lock()
        self._wake, self._woken = socket.socketpair()
        self._orders = []
        self._listener = self._listen(0)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def next(self, side, share, act, seconds=None):
        moment = Moment(side, share, act, seconds)
        with self._lock:
            self.moments.append(moment)
        return moment

    def clear(self):
        """No moment that has not come yet comes any more, and what was held up goes on."""
        with self._lock:
            self.moments.clear()
        self.let_go()

    def let_go(self):
        self._order(self._let_go)

    def refuse(self):
        """Nobody listens here, until accept(). Connections that were made stay."""
        self._order(self._stop_listening)

    def accept(self):
        self._order(self._listen_again)

    def close(self):
        self._order(None)
        self._thread.join()
        self._wake.close()

    # What follows runs in the link's own thread; only there a socket is closed.

    def _order(self, what):
        """Has it done, and waits for that."""
        done = threading.Event()
        with self._lock:
            self._orders.append((what, done))
        self._wake.send(b"!")
        done.wait()

    @staticmethod
    def _listen(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def _listen_again(self):
        if self._listener is None:
            self._listener = self._listen(self.port)
            self._selector.register(self._listener, selectors.EVENT_READ, (self._connect, None))

    def _stop_listening(self):
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None

    def _run(self):
        self._selector = selectors.DefaultSelector()
        self._pairs = set()
        self._selector.register(self._woken, selectors.EVENT_READ, (self._obey, None))
        self._selector.register(self._listener, selectors.EVENT_READ, (self._connect, None))
        self._on = True
        while self._on:
            for key, _ in self._selector.select(self._patience()):
                call, pair = key.data
                if pair is None:
                    call()
                elif pair in self._pairs and not pair.held:
                    self._pass_on(pair, key.fileobj)
            now = time.monotonic()
            for pair in [one for one in self._pairs if one.until is not None and one.until <= now]:
                self._release(pair)
        for pair in list(self._pairs):
            self._drop(pair, reset=True)
        self._stop_listening()
        self._selector.close()
        self._woken.close()

    def _patience(self):
        ends = [pair.until for pair in self._pairs if pair.until is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _obey(self):
        self._woken.recv(4096)
        with self._lock:
            orders, self._orders = self._orders, []
        for what, done in orders:
            if what is None:
                self._on = False
            else:
                what()
            done.set()

    def _connect(self):
        try:
            device, _ = self._listener.accept()
        except OSError:
            return  # gone again
        device.settimeout(SEND_SECONDS)
        try:
            server = socket.create_connection(("127.0.0.1", self.target()), SEND_SECONDS)
        except OSError:
            device.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            device.close()
            return
        for end in (device, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pair = _Pair(device, server)
        self._pairs.add(pair)
        self._watch(pair)

    def _watch(self, pair):
        for end in (pair.device, pair.server):
            self._selector.register(end, selectors.EVENT_READ, (None, pair))

    def _unwatch(self, pair):
        for end in (pair.device, pair.server):
            try:
                self._selector.unregister(end)
            except KeyError:
                pass

    def _drop(self, pair, reset):
        self._unwatch(pair)
        self._pairs.discard(pair)
        pair.close(reset)

    def _take(self, side):
        with self._lock:
            for moment in self.moments:
                if moment.side == side:
                    self.moments.remove(moment)
                    return moment
        return None

    def _pass_on(self, pair, source):
        side, sink = (QUESTION, pair.server) if source is pair.device else (ANSWER, pair.device)
        try:
            part = source.recv(1 << 16)
            if not part:
                self._drop(pair, reset=False)  # who ended it waits for nothing any more: HTTP/1.1
                return
            moment = self._take(side)
            if moment is None:
                self._send(sink, part, side)
            else:
                self._do(moment, pair, sink, part)
        except OSError:
            self._drop(pair, reset=True)

    def _send(self, sink, part, side):
        sink.sendall(part)
        self.passed[side] += len(part)

    def _do(self, moment, pair, sink, part):
        at = round(len(part) * moment.share)
        try:
            self._send(sink, part[:at], moment.side)
        except OSError:
            pass  # it comes all the same
        act = moment.act
        if callable(act):
            try:
                act = act()
            except (OSError, RuntimeError) as failure:
                moment.failure, act = failure, CUT
        if act == HOLD:
            self._unwatch(pair)
            pair.held = [(sink, part[at:], moment.side)]
            pair.until = None if moment.seconds is None else time.monotonic() + moment.seconds
        elif act in (CUT, END):
            self._drop(pair, reset=act == CUT)
        moment.came.set()
        if act == GO_ON:
            self._send(sink, part[at:], moment.side)

    def _let_go(self):
        for pair in [one for one in self._pairs if one.held]:
            self._release(pair)

    def _release(self, pair):
        held, pair.held, pair.until = pair.held, [], None
        try:
            for sink, part, side in held:
                self._send(sink, part, side)
            self._watch(pair)
        except OSError:
            self._drop(pair, reset=True)
