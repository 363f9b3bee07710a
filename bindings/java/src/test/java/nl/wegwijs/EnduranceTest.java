package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls by the million leave nothing behind: no local reference (-Xcheck:jni would say so) and no memory. */
class EnduranceTest {
    private static final int CALLS = 1_000_000;
    private static final int CALLBACKS = 5_000;

    /** In kB. The heap is of one size and touched from the beginning, so what grows is native. */
    private static long resident() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }

    private static void call(Store store, int times) {
        for (int i = 0; i < times; i += 10) {
            for (int n = 0; n < 6; n++) {
                store.makeId();
            }
            assertTrue(store.recordJson("01a0c488-7742-7f3e-b01a-442281e1234b").isEmpty());
            refused(ErrorCode.INVALID_JSON, () -> store.editJson("[1]"));
            Wegwijs.version();
            store.waitForSync();
        }
    }

    @Test
    void aMillionCallsLeaveNoMemoryBehind() throws IOException {
        try (Store store = Town.get().device("anna")) {
            call(store, CALLS / 5);
            long before = resident();
            call(store, CALLS);
            long after = resident();
            System.out.printf("%d calls: resident memory %d kB, then %d kB%n", CALLS, before, after);
            // 4 % of it is some ten bytes a call: less than the smallest thing that could be forgotten each time.
            assertTrue(after < before * 1.04, before + " kB, then " + after + " kB");
        }
    }

    @Test
    void callbacksAndQueriesLeaveNoMemoryBehind() throws IOException {
        AtomicInteger told = new AtomicInteger();
        try (Store store = Town.get().device("anna")) {
            String id = Town.person(store, "Rana");
            for (int warm = 0; warm < 3; warm++) {
                work(store, id, told);
            }
            long before = resident();
            work(store, id, told);
            long after = resident();
            System.out.printf("%d callbacks: resident memory %d kB, then %d kB%n", CALLBACKS, before, after);
            assertTrue(after < before * 1.06, before + " kB, then " + after + " kB");
        }
        assertTrue(told.get() > 0);
    }

    private static void work(Store store, String id, AtomicInteger told) {
        for (int i = 0; i < CALLBACKS / 5; i++) {
            try (Subscription first = store.observe(changes -> told.incrementAndGet());
                    Query query = store.query("SELECT id FROM deelnemer")) {
                store.set(id, Assignment.of("adres", "Kade " + i));
                assertEquals(1, query.next(0).size());
            }
        }
    }
}
