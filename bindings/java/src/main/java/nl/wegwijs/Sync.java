package nl.wegwijs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One sync, on a thread of the library. It may be broken off at any moment and repeated: what came in is there, and
 * nothing is sent twice.
 */
public final class Sync {
    private final Store store;
    private final Executor executor;
    /** Ended on the library's thread, so that waiting never depends on the executor. */
    private final CompletableFuture<SyncReport> ended = new CompletableFuture<>();

    private Sync(Store store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    static Sync start(Store store, String options, Executor executor, Consumer<SyncProgress> progress) {
        Sync made = new Sync(store, executor);
        Native.syncStart(store.number(), Utf8.bytes(options), progress != null, new Callback(store.number(), executor) {
            @Override
            void heard(int kind, String text, WegwijsException error) {
                if (kind == SYNC_PROGRESS) {
                    SyncProgress at = new SyncProgress(Json.members(text));
                    tell(() -> progress.accept(at));
                } else if (error != null) {
                    made.ended.completeExceptionally(error);
                } else {
                    made.ended.complete(new SyncReport(text));
                }
            }
        });
        return made;
    }

    /** The report, or the error. What hangs on it runs on the executor that the sync was started with. */
    public CompletableFuture<SyncReport> report() {
        CompletableFuture<SyncReport> told = new CompletableFuture<>();
        ended.whenCompleteAsync((report, error) -> {
            if (error == null) {
                told.complete(report);
            } else {
                told.completeExceptionally(error);
            }
        }, executor).whenComplete((report, refused) -> {
            // Only where the executor took nothing any more.
            if (refused != null) {
                told.completeExceptionally(refused);
            }
        });
        return told;
    }

    public boolean isDone() {
        return ended.isDone();
    }

    /** Asks it to stop, and returns at once; its end comes within a second, and is the error CANCELLED. */
    public void cancel() {
        if (!ended.isDone() && store.isOpen()) {
            store.cancelSync();
        }
    }

    /** Waits for the report. Error MISUSE from a callback of the store on the library's thread. */
    public SyncReport await() throws InterruptedException {
        if (!ended.isDone() && Callback.within(store.number())) {
            throw WegwijsException.misuse("A callback does not wait for a sync.");
        }
        try {
            return ended.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WegwijsException) {
                throw (WegwijsException) failed.getCause();
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
