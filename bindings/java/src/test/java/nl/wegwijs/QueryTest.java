package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static nl.wegwijs.Town.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Rows that are asked for ahead are those of the question, all of them, and what fails on the way is told. */
class QueryTest {
    private static final int MANY = 5000;
    /** Of a length that makes a page worth a thread. */
    private static final String LONG = "printf('%0100d', 0)";

    private final Town town = Town.get();

    private static String numbered(String cell, String from) {
        return "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<" + MANY + ") SELECT i, " + LONG
                + ", " + cell + " FROM " + from;
    }

    private static String names() {
        return numbered("weergavenaam", "n CROSS JOIN deelnemer");
    }

    @Test
    void rowsAreThoseOfTheQuestionWhateverIsSavedMeanwhile() {
        try (Store store = town.device("anna")) {
            String id = person(store, "Rana");
            Set<Object> names = new HashSet<>();
            long expected = 0;
            try (Query query = store.query(names())) {
                for (List<Object> row : query) {
                    assertEquals(++expected, row.get(0));
                    names.add(row.get(row.size() - 1));
                    if (expected % 700 == 5) {
                        store.set(id, Assignment.of("weergavenaam", "Zarghuna " + expected));
                    }
                }
            }
            assertEquals(MANY, expected);
            assertEquals(Set.of("Rana"), names);
        }
    }

    @Test
    void whatFailsAtARowIsTold() {
        try (Store store = town.device("anna")) {
            String failing = numbered("abs(CASE i WHEN 3500 THEN -9223372036854775808 ELSE i END)", "n");
            try (Query query = store.query(failing)) {
                Iterator<List<Object>> rows = query.iterator();
                for (long i = 1; i < 3500; i++) {
                    assertEquals(i, rows.next().get(0));
                }
                refused(ErrorCode.SQL, rows::hasNext);
                refused(ErrorCode.SQL, rows::next);
            }
        }
    }

    @Test
    void goesOnWhereItStopped() {
        try (Store store = town.device("anna"); Query query = store.query(numbered("i", "n"))) {
            assertEquals(10, query.next(10).size());
            assertEquals(11L, query.iterator().next().get(0));
            assertEquals(12L, query.iterator().next().get(0));
            long last = 0;
            for (List<Object> row : query) {
                last = (Long) row.get(0);
            }
            assertEquals(MANY, last);
            assertFalse(query.iterator().hasNext());
            assertTrue(query.next(0).isEmpty());
        }
    }

    /** Hears that a handle was closed because its owner was forgotten. */
    private static final class Forgotten extends Handler {
        private final Semaphore heard = new Semaphore(0);

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains("was never closed")) {
                heard.release();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void isNotForgottenWhileSomebodyGoesThroughItsRows() {
        Forgotten forgotten = new Forgotten();
        Logger log = Logger.getLogger("nl.wegwijs");
        log.addHandler(forgotten);
        try (Store store = town.device("anna")) {
            long rows = 0;
            for (Iterator<List<Object>> left = store.query(numbered("i", "n")).iterator(); left.hasNext(); left.next()) {
                if (++rows % 1000 == 0) {
                    store.query("SELECT 1"); // this one is, and shows that those who look have looked
                    while (!forgotten.heard.tryAcquire()) {
                        System.gc();
                        Thread.yield();
                    }
                }
            }
            assertEquals(MANY, rows);
        } finally {
            log.removeHandler(forgotten);
        }
    }

    @Test
    void mayBeClosedWhileThePageAheadIsRead() {
        try (Store store = town.device("anna")) {
            for (int i = 0; i < 100; i++) {
                try (Query query = store.query(numbered("i", "n"))) {
                    assertEquals(1L, query.iterator().next().get(0));
                }
            }
            person(store, "Rana");
            assertEquals(1, store.list("deelnemer").size());
        }
    }
}
