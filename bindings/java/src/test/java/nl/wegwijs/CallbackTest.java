package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static nl.wegwijs.Town.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class CallbackTest {
    private final Town town = Town.get();

    @Test
    void changesAreToldOnTheThreadOfTheLibrary() throws InterruptedException {
        BlockingQueue<Change> told = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (Store store = town.device("anna")) {
            Subscription subscription = store.observe(changes -> {
                threads.add(Thread.currentThread());
                told.addAll(changes);
            });
            String id = person(store, "Rana");
            Change change = told.take();
            assertEquals(id, change.dossier);
            assertEquals("local", change.why);
            assertEquals(List.of(id), change.records);
            Thread library = threads.take();
            assertNotEquals(Thread.currentThread(), library);
            assertTrue(library.isDaemon());
            store.set(id, Assignment.of("geboortedatum", "1990"));
            told.take();
            assertSame(library, threads.take(), "attached once");
            subscription.close();
            subscription.close();
            store.set(id, Assignment.of("geboortedatum", "1991"));
        }
        assertTrue(told.isEmpty());
    }

    @Test
    void changesAreToldOnTheExecutor() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        ExecutorService own = Executors.newSingleThreadExecutor(work -> new Thread(work, "own"));
        try (Store store = town.device("anna")) {
            store.observe(own, changes -> told.add(Thread.currentThread().getName()));
            person(store, "Rana");
            assertEquals("own", told.take());
        } finally {
            own.shutdown();
        }
    }

    @Test
    void whatACallbackThrowsReachesTheUncaughtHandlerAndNothingStops() throws InterruptedException {
        BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
        BlockingQueue<Change> told = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try (Store store = town.device("anna")) {
            store.observe(changes -> {
                throw new IllegalStateException("mine");
            });
            store.observe(told::addAll);
            person(store, "Rana");
            assertEquals("mine", uncaught.take().getMessage());
            told.take();
            Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
                uncaught.add(thrown);
                throw new IllegalArgumentException("the handler's own, which is only described");
            });
            person(store, "Samira");
            assertEquals("mine", uncaught.take().getMessage());
            told.take();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void anExecutorThatRefusesIsNotLostEither() throws InterruptedException {
        BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try (Store store = town.device("anna")) {
            store.observe(ended, changes -> { });
            person(store, "Rana");
            assertTrue(uncaught.take() instanceof java.util.concurrent.RejectedExecutionException);
            Sync sync = store.sync(new SyncOptions(), ended, null);
            assertTrue(sync.await().inStep, "waiting needs no executor");
            assertTrue(sync.report().isCompletedExceptionally());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aCallbackMayCallTheStoreButNotCloseIt() throws InterruptedException {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        try (Store store = town.device("anna")) {
            store.observe(changes -> {
                if (!changes.get(0).why.equals("local")) {
                    return;
                }
                told.add(Town.record(store, changes.get(0).dossier).get("id"));
                told.add(refused(ErrorCode.MISUSE, store::close));
                told.add(refused(ErrorCode.MISUSE, store::waitForSync));
                told.add(refused(ErrorCode.MISUSE, () -> store.sync().await()));
            });
            String id = person(store, "Rana");
            assertEquals(id, told.take());
            for (int i = 0; i < 3; i++) {
                told.take();
            }
            assertTrue(store.isOpen());
            store.waitForSync();
        }
    }

    @Test
    void theLogIsToldWithoutUserData() throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (Store store = town.device("anna")) {
            store.log(LogLevel.INFO, (level, line) -> lines.add(level + " " + line));
            person(store, "Rana");
            store.sync().await();
            String line = lines.take();
            assertTrue(line.matches("INFO sync .*") && !line.contains("Rana"), line);
            store.stopLog();
            int before = lines.size();
            store.sync().await();
            store.waitForSync();
            assertEquals(before, lines.size());
        }
    }
}
