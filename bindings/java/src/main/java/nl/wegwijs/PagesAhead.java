package nl.wegwijs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pages of a query. While one is gone through the library reads the next, on a thread of its own: that is half of the
 * work, and a tablet has more than one core. Small pages are not worth a thread. It holds no {@link Query}, so that one
 * which was forgotten is found.
 */
final class PagesAhead {
    private static final int ROWS = 1000;
    private static final int WORTH_A_THREAD = 32 * 1024; // octets
    private static final int KEPT_SECONDS = 10;
    private static final Executor READERS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), PagesAhead::reader);

    private final long query;
    /** Null: nothing is asked for. */
    private CompletableFuture<byte[]> ahead;

    PagesAhead(long query) {
        this.query = query;
    }

    /** Empty: that was all. */
    byte[] next() {
        byte[] page = ahead == null ? read() : arrived();
        ahead = page.length >= WORTH_A_THREAD ? readAhead() : null;
        return page;
    }

    private byte[] read() {
        return Native.queryNext(query, ROWS);
    }

    /** Null: no thread is to be had. It is read when it is wanted then. */
    private CompletableFuture<byte[]> readAhead() {
        try {
            return CompletableFuture.supplyAsync(this::read, READERS);
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            return null;
        }
    }

    private byte[] arrived() {
        CompletableFuture<byte[]> page = ahead;
        ahead = null;
        try {
            return page.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException) {
                throw (RuntimeException) failed.getCause();
            }
            if (failed.getCause() instanceof Error) {
                throw (Error) failed.getCause();
            }
            throw failed;
        }
    }

    private static Thread reader(Runnable work) {
        Thread thread = new Thread(work, "wegwijs reader");
        thread.setDaemon(true);
        return thread;
    }
}
