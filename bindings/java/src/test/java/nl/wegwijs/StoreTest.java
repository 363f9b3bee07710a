package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static nl.wegwijs.Town.PIN;
import static nl.wegwijs.Town.field;
import static nl.wegwijs.Town.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One store, as an app on one device uses it. */
class StoreTest {
    private final Town town = Town.get();

    @Test
    void storesThatCannotBeOpenedAreToldApart() {
        Path path = town.newPath("anna");
        refused(ErrorCode.STORE_MISSING, () -> Store.open(path, PIN));
        refused(ErrorCode.NO_PIN, () -> Store.open(path, new byte[0]));
        refused(ErrorCode.NO_PIN, () -> Store.open(path, null));
        refused(ErrorCode.CODE_INVALID, () -> Store.enrol(path, PIN, town.url(), "geen-code"));
        refused(ErrorCode.URL, () -> Store.enrol(path, PIN, "geen adres", "x"));
        refused(ErrorCode.TLS_REQUIRED, () -> Store.enrol(path, PIN, "http://wegwijs.example.nl", "x"));
        byte[] pin = PIN.clone();
        try (Store store = Store.enrol(path, pin, town.url(), town.code("anna"))) {
            assertEquals("anna", store.owner().user);
            assertEquals("klantmanager", store.owner().role);
            assertEquals(town.url(), store.owner().server);
            assertTrue(store.owner().device > 0);
            refused(ErrorCode.STORE_BUSY, () -> Store.open(path, PIN));
        }
        assertEquals(new String(PIN), new String(pin), "the caller's PIN is the caller's");
        WegwijsException wrong = refused(ErrorCode.WRONG_PIN, () -> Store.open(path, "0000".getBytes()));
        assertEquals("wrong_pin", wrong.errorName());
        assertEquals(Retry.NEVER, wrong.retry());
        assertFalse(wrong.getMessage().contains("0000"));
        Store.open(path, PIN).close();
    }

    @Test
    void aRecordIsHeldAgainstTheRules() {
        try (Store store = town.device("anna")) {
            String path = store.create(NewRecord.under(person(store, "Rana"), "traject")
                    .with("status", "gekoppeld").with("regievoerder", "anna")).get(0);
            String plan = store.create(NewRecord.under(path, "pip").with("stand", "concept")).get(0);
            assertEquals(List.of(), store.check(plan, "nl"));
            List<RuleFinding> wrong = store.check(
                    plan, "nl", Assignment.of("leerroute", "Z"), Assignment.of("niveau", "B1"));
            assertEquals(1, wrong.size());
            assertEquals("PIP-N2", wrong.get(0).code);
            assertEquals("error", wrong.get(0).severity);
            assertEquals("failed", wrong.get(0).outcome);
            assertEquals(List.of("leerroute", "niveau"), wrong.get(0).fields);
            assertEquals("Niveau B1 kan niet bij de Z-route.", wrong.get(0).label);
            refused(ErrorCode.NOT_SHOWN, () -> store.check(store.makeId(), "nl"));
            refused(ErrorCode.INVALID_VALUE, () -> store.check(plan, "nl", Assignment.of("niveau", "C2")));
        }
    }

    @Test
    void aStoreThatIsClosedSaysSo() {
        Store store = town.device("anna");
        Query query = store.query("SELECT id FROM deelnemer");
        assertTrue(store.isOpen());
        store.close();
        store.close();
        assertFalse(store.isOpen());
        refused(ErrorCode.MISUSE, store::status);
        refused(ErrorCode.MISUSE, () -> store.observe(changes -> { }));
        refused(ErrorCode.MISUSE, store::sync);
        query.close();
        query.close();
        refused(ErrorCode.MISUSE, query::columns);
    }

    @Test
    void whatIsMadeSetRemovedAndRestoredIsThereAgain() {
        Path path = town.newPath("anna");
        String id;
        try (Store store = Store.enrol(path, PIN, town.url(), town.code("anna"))) {
            id = person(store, "Rana", Assignment.of("geboortedatum", "1988-05"));
            assertTrue(store.set(id, Assignment.of("talen", "ar,ti"), Assignment.element("talen", "ti", false)) > 0);
            WegwijsException wrong = refused(ErrorCode.INVALID_VALUE,
                    () -> store.set(id, Assignment.of("geboortedatum", "1988-15")));
            assertFalse(wrong.getMessage().contains("1988-15"));
            assertTrue(store.remove(id) > 0);
            assertEquals(true, Town.record(store, id).get("deleted"));
            refused(ErrorCode.DELETED, () -> store.set(id, Assignment.of("geboortedatum", "1989")));
            assertTrue(store.restore(id) > 0);
        }
        try (Store store = Store.open(path, PIN)) {
            assertEquals("1988-05", field(store, id, "geboortedatum"));
            assertEquals(List.of("ar"), field(store, id, "talen"));
            assertEquals("local", Town.record(store, id).get("state"));
            assertEquals(List.of(id), store.list("deelnemer"));
            assertEquals(List.of(id), store.list("deelnemer", "geboortedatum LIKE '1988%'", id));
            assertEquals(List.of(), store.list("deelnemer", "geboortedatum LIKE '1989%'", ""));
            refused(ErrorCode.SQL, () -> store.list("deelnemer", "geen kolom", ""));
            refused(ErrorCode.INVALID_VALUE, () -> store.list("mens"));
            assertEquals(List.of(id), store.find("rena", 0));
            assertTrue(store.recordJson(store.makeId()).isEmpty());
            assertTrue(store.historyJson(id, "geboortedatum").contains("\"by\":\"anna\""));
            assertTrue(store.historyJson(id, "").contains("talen"));
            StoreStatus status = store.status();
            assertEquals(4, status.unsent);
            assertEquals(1, status.dossiers);
            assertFalse(status.inStep);
            assertTrue(status.storeBytes > 0);
            assertTrue(store.checkJson().contains("\"ok\":true"));
            assertEquals("[]", store.conflictsJson());
            assertEquals("[]", store.rejectedJson());
            refused(ErrorCode.NOT_SHOWN, () -> store.discardRejected(12345));
            refused(ErrorCode.NOT_SHOWN, () -> store.retryRejected(12345));
        }
    }

    @Test
    void aFormIsKeptUntilItIsSavedOrDropped() {
        Path path = town.newPath("anna");
        String id;
        long number;
        try (Store store = Store.enrol(path, PIN, town.url(), town.code("anna"))) {
            id = person(store, "Rana");
            Edit edit = store.edit(id);
            number = edit.number();
            assertEquals(id, edit.dossier().orElseThrow());
        }
        try (Store store = Store.open(path, PIN)) {
            Edit edit = store.findEdit(number).orElseThrow();
            refused(ErrorCode.INVALID_VALUE, () -> edit.save(Assignment.of("geboortedatum", "x").in(id)));
            assertTrue(edit.save(Assignment.of("geboortedatum", "1972").in(id)) > 0);
            assertTrue(edit.dossier().isEmpty());
            assertTrue(store.findEdit(number).isEmpty());
            assertEquals("1972", field(store, id, "geboortedatum"));
            assertTrue(store.edit(id).remove(id) > 0);
            assertTrue(store.edit(id).restore(id) > 0);
            Edit dropped = store.edit(id);
            dropped.drop();
            dropped.drop();
            assertTrue(dropped.dossier().isEmpty());
            refused(ErrorCode.NOT_SHOWN, () -> store.edit(store.makeId()));
            refused(ErrorCode.INVALID_JSON, () -> store.editJson("[\"Rana\"]"));
        }
    }

    @Test
    void recordsThatHangTogetherAreMadeTogether() {
        try (Store store = town.device("anna")) {
            String first = store.makeId();
            List<String> ids = store.create(
                    NewRecord.root("deelnemer", Town.REGION).id(first).with("weergavenaam", "Samira"),
                    NewRecord.under(first, "urenregel").with("datum", "2026-11-24").with("minuten", "60")
                            .with("teller", "participatie"));
            assertEquals(first, ids.get(0));
            assertEquals(2, ids.size());
            assertEquals(first, Town.record(store, ids.get(1)).get("dossier"));
            refused(ErrorCode.INVALID_VALUE, () -> store.create(NewRecord.root("mens", Town.REGION)));
            refused(ErrorCode.INVALID_JSON, () -> store.createJson("{"));
        }
    }

    @Test
    void rowsComeInPages() {
        try (Store store = town.device("anna")) {
            for (int i = 0; i < 7; i++) {
                person(store, "Nummer " + i);
            }
            try (Query query = store.query("SELECT id, weergavenaam, ?1, ?2, ?3, ?4, 9007199254740993 FROM deelnemer"
                    + " ORDER BY weergavenaam", "a\0b\ud83d\ude00", 5, 1.5, null)) {
                assertEquals(7, query.columns().size());
                assertEquals("weergavenaam", query.columns().get(1));
                assertEquals(2, query.next(2).size());
                List<Object> names = new ArrayList<>();
                for (List<Object> row : query) {
                    names.add(row.get(1));
                    assertEquals("a\0b\ud83d\ude00", row.get(2));
                    assertEquals(5L, row.get(3));
                    assertEquals(1.5, row.get(4));
                    assertEquals(null, row.get(5));
                    assertEquals("9007199254740993", row.get(6));
                }
                assertEquals(List.of("Nummer 2", "Nummer 3", "Nummer 4", "Nummer 5", "Nummer 6"), names);
                assertTrue(query.nextJson(0).isEmpty());
            }
            refused(ErrorCode.SQL, () -> store.query("DELETE FROM deelnemer"));
            refused(ErrorCode.INVALID_JSON, () -> store.queryJson("SELECT 1", "{}"));
        }
    }

    @Test
    void theDomainIsThere() {
        try (Store store = town.device("anna")) {
            assertTrue(Json.parse(store.packJson()) instanceof Map);
            assertTrue(store.entitiesJson("nl").contains("deelnemer"));
            assertTrue(store.fieldsJson("deelnemer", "en").contains("geboortedatum"));
            assertEquals(0, store.runCallbacks());
        }
    }

    @Test
    void twoThreadsWorkOnOneStoreAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Store store = town.device("anna")) {
            List<Future<Integer>> both = new ArrayList<>();
            for (String name : List.of("Links", "Rechts")) {
                Callable<Integer> work = () -> {
                    for (int i = 0; i < 50; i++) {
                        String id = person(store, name + " " + i);
                        store.set(id, Assignment.of("geboortedatum", "1990"));
                        assertEquals("1990", field(store, id, "geboortedatum"));
                    }
                    return store.list("deelnemer", "weergavenaam LIKE '" + name + " %'", "").size();
                };
                both.add(threads.submit(work));
            }
            for (Future<Integer> one : both) {
                assertEquals(50, one.get());
            }
            assertEquals(100, store.status().dossiers);
        } finally {
            threads.shutdown();
        }
    }

    /** Its owner is gone: it is closed, so that the store can be opened again. */
    @Test
    void aStoreThatWasForgottenIsClosed() throws Exception {
        Path path = town.newPath("anna");
        Store.enrol(path, PIN, town.url(), town.code("anna"));
        for (int tries = 0;; tries++) {
            System.gc();
            try {
                Store.open(path, PIN).close();
                return;
            } catch (WegwijsException busy) {
                assertEquals(ErrorCode.STORE_BUSY, busy.code());
                assertTrue(tries < 1000, "it was not closed");
                Thread.yield();
            }
        }
    }
}
