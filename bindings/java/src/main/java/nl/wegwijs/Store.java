package nl.wegwijs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One user's encrypted store on this device. It works without a network, and syncs when there is one.
 *
 * <p>Any method may be called from any thread; calls on one store wait for each other, and a sync works beside them.
 * Every method can throw {@link WegwijsException}; then it has changed nothing, unless it says otherwise. A method with
 * {@code Json} in its name takes or gives the JSON that {@code wegwijs.h} describes at the function of the same name.
 *
 * <p>Callbacks come one at a time, on one thread of the library, or on the executor that is given. On the library's
 * thread they should return soon, and may neither close the store nor wait for a sync. What a callback throws goes to the
 * uncaught-exception handler of its thread.
 */
public final class Store implements AutoCloseable {
    private static final Executor ON_LIBRARY_THREAD = Runnable::run;

    private final Handle handle;

    Store(long number) {
        handle = new Handle(this, number, "store", Native::storeClose);
    }

    // ---- opening and closing

    /** Opens the store whose database is at {@code path}. Wipe your copy of the PIN after the call. */
    public static Store open(Path path, byte[] pin) {
        return new Store(Native.storeOpen(Utf8.bytes(path.toString()), pin));
    }

    /**
     * Makes a store for one user and enrols this device at the server, "https://host[:port]". Blocks. Cut off at any
     * moment, even by a kill, it can be called again with the same code and PIN.
     */
    public static Store enrol(Path path, byte[] pin, String server, String code) {
        return enrol(path, pin, server, code, null);
    }

    /** The same, trusting only the certificates in {@code caFile} (PEM); null: those of the system. */
    public static Store enrol(Path path, byte[] pin, String server, String code, Path caFile) {
        byte[] trusted = caFile == null ? null : Utf8.bytes(caFile.toString());
        return new Store(Native.storeEnrol(
                Utf8.bytes(path.toString()), pin, Utf8.bytes(server), Utf8.bytes(code), trusted));
    }

    /**
     * Cancels a sync, waits for it and for the callback that runs, and closes. A second time it does nothing. From a
     * callback of this store, on the library's thread: MISUSE, and it stays open.
     */
    @Override
    public void close() {
        handle.close();
    }

    public boolean isOpen() {
        return handle.isOpen();
    }

    public Owner owner() {
        return new Owner(Json.members(ownerJson()));
    }

    public String ownerJson() {
        return Utf8.text(Native.storeOwner(number()));
    }

    // ---- changing: each is one transaction, durable when the call returns; its number is given

    /** Opens a form over what is shown now of these records, all of one dossier. */
    public Edit edit(String... ids) {
        return editJson(Json.write(Arrays.asList(ids)));
    }

    public Edit editJson(String idsJson) {
        return new Edit(this, Native.editOpen(number(), Utf8.bytes(idsJson)));
    }

    /** The form with this number: it may be closed by now. */
    public Edit edit(long edit) {
        return new Edit(this, edit);
    }

    /** The form with this number, when it is still open: also one of an earlier run of the program. */
    public Optional<Edit> findEdit(long edit) {
        Edit found = edit(edit);
        return found.dossier().map(dossier -> found);
    }

    public long set(String id, Assignment... values) {
        return setJson(id, Assignment.json(values));
    }

    public long setJson(String id, String assignmentsJson) {
        return Native.recordSet(number(), Utf8.bytes(id), Utf8.bytes(assignmentsJson));
    }

    /** Ends a conflict with the value that is right. Of the field "_verwijderd": "true" deletes, "false" keeps. */
    public long decide(String id, Assignment value) {
        return decideJson(id, Json.write(value.members()));
    }

    public long decideJson(String id, String assignmentJson) {
        return Native.recordDecide(number(), Utf8.bytes(id), Utf8.bytes(assignmentJson));
    }

    public long remove(String id) {
        return Native.recordRemove(number(), Utf8.bytes(id));
    }

    public long restore(String id) {
        return Native.recordRestore(number(), Utf8.bytes(id));
    }

    /** Makes records of one dossier, together or not at all; a root comes first. Gives their ids in the same order. */
    public List<String> create(NewRecord... records) {
        return Json.texts(Json.parse(createJson(NewRecord.json(records))));
    }

    public String createJson(String recordsJson) {
        return Utf8.text(Native.recordCreate(number(), Utf8.bytes(recordsJson)));
    }

    public String makeId() {
        return Utf8.text(Native.idMake(number()));
    }

    // ---- reading

    /** Empty: it is not here. */
    public Optional<String> recordJson(String id) {
        return textOrNone(Native.recordGet(number(), Utf8.bytes(id)));
    }

    /** The ids of all records of one kind. */
    public List<String> list(String entity) {
        return list(entity, "", "");
    }

    /**
     * The ids of one kind; of one dossier when it is not empty. {@code whereSql} is a condition over the columns, or
     * empty: never build it from what somebody typed, that is for {@link #query}.
     */
    public List<String> list(String entity, String whereSql, String dossier) {
        byte[] ids = Native.recordList(number(), Utf8.bytes(entity), Utf8.bytes(whereSql), Utf8.bytes(dossier));
        return Json.texts(Json.parse(ids));
    }

    /** People by name in any spelling, by number or telephone, best first; at most {@code atMost} (0: 25). */
    public List<String> find(String text, int atMost) {
        return Json.texts(Json.parse(Native.recordFind(number(), Utf8.bytes(text), atMost)));
    }

    /** Of all fields when {@code field} is empty. */
    public String historyJson(String id, String field) {
        return Utf8.text(Native.recordHistory(number(), Utf8.bytes(id), Utf8.bytes(field)));
    }

    /**
     * The record held against the rules of the pack, as if these values had been saved; saves nothing. They may name other
     * records that are here; "_verwijderd" with "true" is as if it were deleted. In "nl" or "en".
     */
    public List<RuleFinding> check(String id, String language, Assignment... values) {
        return RuleFinding.all(checkJson(id, Assignment.json(values), language));
    }

    public String checkJson(String id, String assignmentsJson, String language) {
        return Utf8.text(
                Native.recordCheck(number(), Utf8.bytes(id), Utf8.bytes(assignmentsJson), Utf8.bytes(language)));
    }

    /** One SELECT; "?1" is the first of the parameters. The rows are those of now. */
    public Query query(String sql, Object... parameters) {
        return queryJson(sql, Json.write(Arrays.asList(parameters)));
    }

    public Query queryJson(String sql, String parametersJson) {
        return new Query(Native.queryOpen(number(), Utf8.bytes(sql), Utf8.bytes(parametersJson)));
    }

    /** What a person has to decide. */
    public String conflictsJson() {
        return Utf8.text(Native.storeConflicts(number()));
    }

    /** What the server refused. */
    public String rejectedJson() {
        return Utf8.text(Native.storeRejected(number()));
    }

    /** Saves the same changes anew, over what is here now. */
    public void retryRejected(long rejected) {
        Native.rejectedRetry(number(), rejected);
    }

    /** Throws it away for good. */
    public void discardRejected(long rejected) {
        Native.rejectedDiscard(number(), rejected);
    }

    public StoreStatus status() {
        return new StoreStatus(Json.members(statusJson()));
    }

    public String statusJson() {
        return Utf8.text(Native.storeStatus(number()));
    }

    /** Reads every page. */
    public String checkJson() {
        return Utf8.text(Native.storeCheck(number()));
    }

    // ---- the domain

    /** The schema pack. */
    public String packJson() {
        return Utf8.text(Native.packGet(number()));
    }

    /** The kinds of record that this user's role works with, in "nl" or "en". */
    public String entitiesJson(String language) {
        return Utf8.text(Native.packEntities(number(), Utf8.bytes(language)));
    }

    public String fieldsJson(String entity, String language) {
        return Utf8.text(Native.packFields(number(), Utf8.bytes(entity), Utf8.bytes(language)));
    }

    // ---- being told

    /** Tells of every change, on the library's thread. */
    public Subscription observe(Consumer<List<Change>> observer) {
        return observe(ON_LIBRARY_THREAD, observer);
    }

    public Subscription observe(Executor executor, Consumer<List<Change>> observer) {
        return Subscription.of(this, executor, observer);
    }

    /** Takes the lines of the library's log, which hold no data of users, and replaces who took them before. */
    public void log(LogLevel least, LogSink sink) {
        log(least, ON_LIBRARY_THREAD, sink);
    }

    public void log(LogLevel least, Executor executor, LogSink sink) {
        Native.storeLog(number(), least.number(), new Callback(number(), executor) {
            @Override
            void heard(int level, String line, WegwijsException error) {
                tell(() -> sink.line(LogLevel.of(level), line));
            }
        });
    }

    public void stopLog() {
        Native.storeLog(number(), LogLevel.ERROR.number(), null);
    }

    /** Returns when nothing waits to be called. Where "threads" are not built in it calls that itself: gives how many. */
    public int runCallbacks() {
        return Native.storeRunCallbacks(number());
    }

    // ---- sync

    /** Starts a sync on a thread of the library. Error SYNC_BUSY; what goes wrong later comes with its end. */
    public Sync sync() {
        return sync(new SyncOptions(), ON_LIBRARY_THREAD, null);
    }

    /** The same; {@code progress} may be null. */
    public Sync sync(SyncOptions options, Executor executor, Consumer<SyncProgress> progress) {
        return Sync.start(this, options.json(), executor, progress);
    }

    public Sync syncJson(String optionsJson) {
        return Sync.start(this, optionsJson, ON_LIBRARY_THREAD, null);
    }

    /** Asks the sync that runs, whoever started it, to stop; returns at once. None that runs is no error. */
    public void cancelSync() {
        Native.syncCancel(number());
    }

    /** Returns when none runs. */
    public void waitForSync() {
        Native.syncWait(number());
    }

    /** A sync whose requests you send. */
    public Exchange exchange(SyncOptions options) {
        return exchangeJson(options.json());
    }

    public Exchange exchangeJson(String optionsJson) {
        return new Exchange(Native.exchangeBegin(number(), Utf8.bytes(optionsJson)));
    }

    long number() {
        return handle.number();
    }

    static Optional<String> textOrNone(byte[] text) {
        return text.length == 0 ? Optional.empty() : Optional.of(Utf8.text(text));
    }
}
