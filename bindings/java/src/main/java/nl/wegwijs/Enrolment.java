package nl.wegwijs;

import java.nio.file.Path;
import java.util.Optional;

/** Enrolling a device whose request you send: begin, send the request, hand over the answer. */
public final class Enrolment implements AutoCloseable {
    private final Handle handle;
    private final Request request;

    private Enrolment(long number, String request) {
        handle = new Handle(this, number, "enrolment", Native::enrolmentClose);
        this.request = request.isEmpty() ? null : Request.whole(request);
    }

    public static Enrolment begin(Path path, byte[] pin, String server, String code) {
        long[] made = new long[1];
        byte[] request = Native.enrolmentBegin(
                Utf8.bytes(path.toString()), pin, Utf8.bytes(server), Utf8.bytes(code), made);
        return new Enrolment(made[0], Utf8.text(request));
    }

    /** Empty: an earlier try came through. Hand over any answer. */
    public Optional<Request> request() {
        return Optional.ofNullable(request);
    }

    /**
     * Makes the store; status 0 says that no answer came. A failure leaves the enrolment as it was: send again, or close
     * it.
     */
    public Store answer(int httpStatus, byte[] body) {
        return new Store(Native.enrolmentAnswer(handle.number(), httpStatus, body));
    }

    @Override
    public void close() {
        handle.close();
    }
}
