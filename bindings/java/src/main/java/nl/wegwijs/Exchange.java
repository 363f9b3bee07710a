package nl.wegwijs;

import java.util.Map;

/**
 * A sync whose requests you send, without a thread of the library: ask what to do, do it, hand over the answer, until it
 * has finished. Closing it in the middle loses nothing.
 */
public final class Exchange implements AutoCloseable {
    /** What to do next. */
    public enum What {
        /** Send the request. */
        SEND,
        /** Wait, then ask again. */
        WAIT,
        FINISHED
    }

    /** One step. */
    public static final class Step {
        public final What what;
        /** Of SEND, else null. */
        public final Request request;
        /** Of WAIT, else 0. */
        public final long waitMs;
        /** Of FINISHED, else null. */
        public final SyncReport report;

        private Step(What what, Request request, long waitMs, SyncReport report) {
            this.what = what;
            this.request = request;
            this.waitMs = waitMs;
            this.report = report;
        }
    }

    private static final What[] STEPS = What.values();

    private final Handle handle;

    Exchange(long number) {
        handle = new Handle(this, number, "exchange", Native::exchangeClose);
    }

    /** Asked again before the answer it gives the same. An error ends the exchange; nothing is lost. */
    public Step next() {
        long[] made = new long[2];
        byte[][] texts = Native.exchangeNext(handle.number(), made);
        What what = STEPS[(int) made[0] - 1];
        String text = Utf8.text(texts[0]);
        switch (what) {
            case SEND:
                return new Step(what, Request.of(text, texts[1]), 0, null);
            case WAIT:
                return new Step(what, null, made[1], null);
            default:
                return new Step(what, null, 0, new SyncReport(text));
        }
    }

    /** Hands over the answer to this request; status 0: none came. An answer to an older request is passed over. */
    public void answer(Request request, int httpStatus, Map<String, String> headers, byte[] body) {
        byte[] named = Utf8.bytes(Json.write(headers));
        Native.exchangeAnswer(handle.number(), request.id, httpStatus, named, body);
    }

    @Override
    public void close() {
        handle.close();
    }
}
