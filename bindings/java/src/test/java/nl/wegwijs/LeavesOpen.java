package nl.wegwijs;

import java.nio.file.Path;

/** A program that ends with its store open, callbacks on their way and a sync in the middle of a request. */
final class LeavesOpen {
    private LeavesOpen() {}

    public static void main(String[] words) throws Exception {
        Store store = Store.open(Path.of(words[0]), Town.PIN);
        Object heard = new Object();
        synchronized (heard) {
            store.observe(changes -> {
                synchronized (heard) {
                    heard.notifyAll();
                }
                store.status();
            });
            for (int i = 0; i < 20; i++) {
                Town.person(store, "Laatste " + i);
            }
            heard.wait();
        }
        store.sync();
        if (words.length > 1) {
            System.in.transferTo(System.out);
        }
        System.exit(0);
    }
}
