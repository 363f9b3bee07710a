package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static nl.wegwijs.Town.PIN;
import static nl.wegwijs.Town.field;
import static nl.wegwijs.Town.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Devices and a real server. */
class SyncTest {
    private final Town town = Town.get();

    @Test
    void whatOneDeviceMakesTheOtherSees() throws Exception {
        try (Store anna = town.device("anna"); Store bram = town.device("bram")) {
            String id = person(anna, "Rana");
            BlockingQueue<SyncProgress> progress = new LinkedBlockingQueue<>();
            SyncReport report = anna.sync(new SyncOptions(), Runnable::run, progress::add).await();
            assertEquals(1, report.pushed);
            assertTrue(report.inStep);
            assertTrue(report.bytesUp > 0 && report.requests > 0);
            assertFalse(progress.isEmpty());
            for (SyncProgress at : progress) {
                assertTrue(List.of("pushing", "pulling").contains(at.phase));
            }
            BlockingQueue<Change> told = new LinkedBlockingQueue<>();
            bram.observe(told::addAll);
            SyncOptions options = new SyncOptions().first(List.of(id)).checkAll(true).attempts(3);
            assertTrue(bram.sync(options, Runnable::run, null).report().get().pulled > 0);
            assertEquals("Rana", field(bram, id, "weergavenaam"));
            Change change = told.take();
            assertEquals("synced", change.why);
            assertTrue(bram.status().inStep);
            assertNotNull(bram.status().lastSync);
        }
    }

    @Test
    void aConflictIsShownAndDecided() throws Exception {
        try (Store anna = town.device("anna"); Store bram = town.device("bram")) {
            String id = person(anna, "Twijfel", Assignment.of("adres", "Kade 1"));
            anna.sync().await();
            bram.sync().await();
            anna.set(id, Assignment.of("adres", "Van anna"));
            bram.set(id, Assignment.of("adres", "Van bram"));
            anna.sync().await();
            bram.sync().await();
            assertTrue(bram.conflictsJson().contains(id));
            refused(ErrorCode.CONFLICT_OPEN, () -> bram.set(id, Assignment.of("adres", "Van niemand")));
            assertTrue(bram.edit(id).decide(Assignment.of("adres", "Van anna").in(id)) > 0);
            bram.sync().await();
            anna.sync().await();
            assertEquals("Van anna", field(anna, id, "adres"));
            assertFalse(anna.conflictsJson().contains(id));
            anna.set(id, Assignment.of("adres", "Nog eens"));
            bram.set(id, Assignment.of("adres", "En nog eens"));
            anna.sync().await();
            bram.sync().await();
            assertTrue(bram.decide(id, Assignment.of("adres", "Nog eens")) > 0);
        }
    }

    /** To decide a plan signs all of it: not while the server has something in it that was not read. */
    @Test
    void whatTheServerRefusedCanBeRetriedAndDiscarded() throws Exception {
        try (Store anna = town.device("anna"); Store bram = town.device("bram")) {
            for (boolean retried : new boolean[] {true, false}) {
                String plan = plan(anna);
                anna.sync().await();
                bram.sync().await();
                bram.set(plan, Assignment.of("invulling_map", "Stage"));
                bram.sync().await();
                long number = anna.set(plan, Assignment.of("stand", "vastgesteld"));
                assertEquals(1, anna.sync().await().rejected);
                Map<?, ?> refused = (Map<?, ?>) ((List<?>) Json.parse(anna.rejectedJson())).get(0);
                assertEquals(number, refused.get("number"));
                assertEquals("niet_gezien", refused.get("code"));
                assertEquals("besproken", field(anna, plan, "stand"));
                if (retried) {
                    anna.retryRejected(number);
                } else {
                    anna.discardRejected(number);
                }
                assertEquals("[]", anna.rejectedJson());
                assertEquals(0, anna.sync().await().rejected);
                assertEquals(retried ? "vastgesteld" : "besproken", field(anna, plan, "stand"));
            }
        }
    }

    private static String plan(Store store) {
        String person = person(store, "Rana");
        String path = store.create(NewRecord.under(person, "traject").with("status", "gekoppeld")
                .with("regievoerder", "anna")).get(0);
        String plan = store.create(NewRecord.under(path, "pip").with("stand", "concept")).get(0);
        store.set(plan, Assignment.of("stand", "besproken"));
        return plan;
    }

    @Test
    void aSyncIsCancelled() throws Exception {
        try (Wire wire = new Wire(town.port());
                Store store = Store.enrol(town.newPath("anna"), PIN, wire.url(), town.code("anna"))) {
            wire.hold();
            Sync sync = store.sync();
            wire.awaitRequest();
            refused(ErrorCode.SYNC_BUSY, store::sync);
            assertFalse(sync.isDone());
            String id = person(store, "Gaat gewoon door");
            sync.cancel();
            refused(ErrorCode.CANCELLED, sync::await);
            assertTrue(sync.isDone());
            sync.cancel();
            Throwable cause = assertThrows(CompletionException.class, () -> sync.report().join()).getCause();
            assertEquals(ErrorCode.CANCELLED, ((WegwijsException) cause).code());
            wire.release();
            assertTrue(store.sync().await().inStep);
            assertEquals("server", Town.record(store, id).get("state"));
        }
    }

    @Test
    void aStoreIsClosedWhileASyncRuns() throws Exception {
        try (Wire wire = new Wire(town.port())) {
            Path path = town.newPath("anna");
            Sync sync;
            CompletableFuture<SyncReport> report;
            try (Store store = Store.enrol(path, PIN, wire.url(), town.code("anna"))) {
                person(store, "Blijft");
                wire.hold();
                sync = store.sync();
                report = sync.report();
                wire.awaitRequest();
            }
            assertTrue(sync.isDone());
            refused(ErrorCode.CANCELLED, sync::await);
            assertTrue(report.isCompletedExceptionally());
            wire.release();
            try (Store store = Store.open(path, PIN)) {
                assertEquals(1, store.list("deelnemer", "weergavenaam = 'Blijft'", "").size());
                assertTrue(store.sync().await().inStep);
            }
        }
    }

    @Test
    void closingMeetsEverythingThatRuns() throws Exception {
        Path path = town.newPath("anna");
        Store.enrol(path, PIN, town.url(), town.code("anna")).close();
        for (int round = 0; round < 10; round++) {
            Store store = Store.open(path, PIN);
            store.observe(changes -> closedOrNot(() -> store.list("deelnemer")));
            person(store, "Ronde " + round);
            store.sync(new SyncOptions(), Runnable::run, at -> closedOrNot(store::status));
            Thread other = new Thread(() -> closedOrNot(() -> {
                for (;;) {
                    person(store, "Erbij");
                }
            }));
            other.start();
            store.close();
            other.join();
            assertEquals(List.of(), unexpected);
        }
    }

    private final List<WegwijsException> unexpected = new CopyOnWriteArrayList<>();

    private void closedOrNot(Runnable work) {
        try {
            work.run();
        } catch (WegwijsException closed) {
            if (closed.code() != ErrorCode.MISUSE && closed.code() != ErrorCode.STORE_CLOSED) {
                unexpected.add(closed);
            }
        }
    }

    @Test
    void whatIsWrongWithAServerComesWithTheEnd() throws Exception {
        String url;
        Path path = town.newPath("anna");
        try (Wire wire = new Wire(town.port())) {
            url = wire.url();
            Store.enrol(path, PIN, url, town.code("anna")).close();
        }
        try (Store store = Store.open(path, PIN)) {
            WegwijsException offline =
                    refused(ErrorCode.OFFLINE, () -> store.sync(new SyncOptions().attempts(1), Runnable::run, null).await());
            assertEquals(Retry.WHEN_ONLINE, offline.retry());
            refused(ErrorCode.INVALID_JSON, () -> store.syncJson("[]"));
            store.cancelSync();
            store.waitForSync();
        }
    }

    @Test
    void anAppThatSendsTheRequestsItself() throws Exception {
        Path path = town.newPath("anna");
        String code = town.code("anna");
        try (Enrolment enrolment = Enrolment.begin(path, PIN, town.url(), code)) {
            refused(ErrorCode.OFFLINE, () -> enrolment.answer(0, new byte[0]));
            HttpResponse<byte[]> answer = Http.send(town.url(), enrolment.request().orElseThrow());
            try (Store store = enrolment.answer(answer.statusCode(), answer.body())) {
                person(store, "Rana");
                try (Exchange given = store.exchange(new SyncOptions())) {
                    assertEquals(Exchange.What.SEND, given.next().what);
                    refused(ErrorCode.SYNC_BUSY, () -> store.exchange(new SyncOptions()));
                }
                assertEquals(1, exchanged(store).pushed);
                assertTrue(store.status().inStep);
            }
        }
        try (Enrolment again = Enrolment.begin(path, PIN, town.url(), code)) {
            assertTrue(again.request().isEmpty());
            again.answer(200, new byte[0]).close();
        }
    }

    private SyncReport exchanged(Store store) {
        try (Exchange exchange = store.exchange(new SyncOptions())) {
            for (;;) {
                Exchange.Step step = exchange.next();
                switch (step.what) {
                    case SEND:
                        HttpResponse<byte[]> answer = Http.send(town.url(), step.request);
                        exchange.answer(step.request, answer.statusCode(), Http.headers(answer), answer.body());
                        break;
                    case WAIT:
                        break;
                    default:
                        return step.report;
                }
            }
        }
    }
}
