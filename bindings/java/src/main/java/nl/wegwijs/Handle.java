package nl.wegwijs;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.logging.Logger;

/**
 * A handle of the library, closed once. One whose owner was forgotten is closed with a warning, so that the mistake is
 * seen and does no harm. {@code java.lang.ref.Cleaner} would do, but Android has it since version 13 only.
 */
final class Handle extends PhantomReference<Object> {
    private static final Logger LOG = Logger.getLogger("nl.wegwijs");
    private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();
    /** Nothing else holds the reference to a forgotten owner. */
    private static final Set<Handle> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Thread watch = new Thread(Handle::closeForgotten, "wegwijs forgotten handles");
        watch.setDaemon(true);
        watch.start();
    }

    private final long number;
    private final String kind;
    private final LongConsumer closer;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Handle(Object owner, long number, String kind, LongConsumer closer) {
        super(owner, FORGOTTEN);
        this.number = number;
        this.kind = kind;
        this.closer = closer;
        OPEN.add(this);
    }

    /** Also when it is closed: the library knows, and says so. */
    long number() {
        return number;
    }

    boolean isOpen() {
        return open.get();
    }

    /** A second time it does nothing. When the library refuses it stays open. */
    void close() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        try {
            closer.accept(number);
        } catch (WegwijsException refused) {
            open.set(true);
            throw refused;
        }
        OPEN.remove(this);
    }

    private static void closeForgotten() {
        for (;;) {
            try {
                Handle handle = (Handle) FORGOTTEN.remove();
                if (handle.isOpen()) {
                    LOG.warning("A " + handle.kind + " was never closed. Use try-with-resources, or close().");
                    handle.close();
                }
                OPEN.remove(handle);
            } catch (InterruptedException | RuntimeException e) {
                LOG.warning("A forgotten handle could not be closed: " + e.getMessage());
            }
        }
    }
}
