package nl.wegwijs;

import java.util.concurrent.Executor;

/** What a thread of the library calls. It hands on to the executor that the caller gave. */
abstract class Callback {
    static final int SYNC_PROGRESS = 1;
    static final int SYNC_DONE = 2;

    /** The store whose callback runs on this thread of the library. */
    private static final ThreadLocal<Long> RUNNING = new ThreadLocal<>();

    private final long store;
    private final Executor executor;

    Callback(long store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    static boolean within(long store) {
        Long running = RUNNING.get();
        return running != null && running == store;
    }

    /** Reads the text; what it hands to {@link #tell} runs where the caller wants it. */
    abstract void heard(int kind, String text, WegwijsException error);

    final void tell(Runnable work) {
        executor.execute(work);
    }

    /** From native code: nothing that is thrown may go there, and nothing may be lost. */
    final void called(int kind, byte[] text, WegwijsException error) {
        RUNNING.set(store);
        try {
            heard(kind, Utf8.text(text), error);
        } catch (Throwable thrown) {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, thrown);
        } finally {
            RUNNING.remove();
        }
    }
}
