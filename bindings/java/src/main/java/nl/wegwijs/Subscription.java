package nl.wegwijs;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Being told of changes, until it is closed. */
public final class Subscription implements AutoCloseable {
    private final Store store;
    private volatile boolean open = true;
    private long number;

    private Subscription(Store store) {
        this.store = store;
    }

    static Subscription of(Store store, Executor executor, Consumer<List<Change>> observer) {
        Subscription made = new Subscription(store);
        made.number = Native.storeObserve(store.number(), new Callback(store.number(), executor) {
            @Override
            void heard(int kind, String changes, WegwijsException error) {
                List<Change> list = Change.list(changes);
                tell(() -> {
                    if (made.open) {
                        observer.accept(list);
                    }
                });
            }
        });
        return made;
    }

    /**
     * When it has returned no call begins any more. One on the library's thread has ended too; one on an executor may
     * still run.
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            Native.storeUnobserve(store.number(), number);
        } catch (WegwijsException closed) {
            if (store.isOpen()) {
                throw closed;
            }
        }
    }
}
