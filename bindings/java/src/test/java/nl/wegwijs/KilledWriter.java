package nl.wegwijs;

import java.io.PrintStream;
import java.nio.file.Path;

/** Writes, and syncs beside it, until it is killed. Says on standard output what was acknowledged, a line each. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] words) {
        PrintStream out = System.out;
        String round = words[1];
        try (Store store = Store.open(Path.of(words[0]), Town.PIN)) {
            syncOn(store);
            for (int i = 0;; i++) {
                String name = "Ronde " + round + " nummer " + i;
                String id = Town.person(store, name, Assignment.of("adres", "Kade 0"));
                out.println("made " + id + " " + name);
                for (int n = 1; n <= 3; n++) {
                    store.set(id, Assignment.of("adres", "Kade " + n));
                    out.println("set " + id + " Kade " + n);
                }
            }
        }
    }

    /** One sync after another; the next is started from the end of the one before. */
    private static void syncOn(Store store) {
        store.sync().report().whenComplete((report, error) -> new Thread(() -> {
            System.out.println(error == null ? "synced " + report.pushed : "failed");
            store.waitForSync();
            syncOn(store);
        }).start());
    }
}
