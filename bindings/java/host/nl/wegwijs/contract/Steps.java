package nl.wegwijs.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import nl.wegwijs.Echo;
import nl.wegwijs.Edit;
import nl.wegwijs.Json;
import nl.wegwijs.LogLevel;
import nl.wegwijs.Query;
import nl.wegwijs.Store;
import nl.wegwijs.Wegwijs;

/** What the steps are in the words of the library. The stores have the names that a script gives them. */
final class Steps implements AutoCloseable {
    private final Path folder;
    private final Map<String, Store> stores = new TreeMap<>();
    private final Map<String, Heard> heard = new HashMap<>();
    private final Map<String, Function<Step, Object>> steps = new HashMap<>();

    Steps(String folder) {
        this.folder = Path.of(folder);
        steps.put("abi_version", step -> Wegwijs.abiVersion());
        steps.put("library_version", step -> Wegwijs.version());
        steps.put("has_feature", step -> Wegwijs.hasFeature(step.text("name")));
        steps.put("misuse", this::misuse);
        steps.put("echo_text", step -> Echo.text(step.text("text")));
        steps.put("echo_wide", step -> wide(Echo.wideNumber(step.wide("number"))));
        steps.put("echo_small", step -> Integer.toUnsignedString(Echo.smallNumber((int) step.wide("number"))));
        steps.put("echo_size", step -> wide(Echo.octets(step.text("text"))));
        opening();
        changing();
        reading();
        hearing();
        syncing();
    }

    /** What it gave; null: nothing. */
    Object run(Step step) {
        Function<Step, Object> known = steps.get(step.what());
        if (known == null) {
            throw new UnsupportedOperationException(step.what());
        }
        return known.apply(step);
    }

    private void opening() {
        steps.put("store_open", step -> keep(step, Store.open(path(step), step.pin())));
        steps.put("store_enrol", step ->
                keep(step, Store.enrol(path(step), step.pin(), step.text("server"), step.text("code"))));
        on("store_close", (store, step) -> {
            store.close();
            return null;
        });
        on("store_owner", (store, step) -> Json.parse(store.ownerJson()));
    }

    private void changing() {
        on("edit_open", (store, step) -> wide(store.editJson(step.json("ids")).number()));
        on("edit_find", (store, step) -> store.findEdit(step.wide("edit")).flatMap(Edit::dossier).orElse(null));
        onEdit("edit_drop", (edit, step) -> {
            edit.drop();
            return null;
        });
        onEdit("edit_save", (edit, step) -> wide(edit.saveJson(step.json("assignments"))));
        onEdit("edit_decide", (edit, step) -> wide(edit.decideJson(step.json("assignment"))));
        onEdit("edit_remove", (edit, step) -> wide(edit.remove(step.text("id"))));
        onEdit("edit_restore", (edit, step) -> wide(edit.restore(step.text("id"))));
        on("record_set", (store, step) -> wide(store.setJson(step.text("id"), step.json("assignments"))));
        on("record_decide", (store, step) -> wide(store.decideJson(step.text("id"), step.json("assignment"))));
        on("record_remove", (store, step) -> wide(store.remove(step.text("id"))));
        on("record_restore", (store, step) -> wide(store.restore(step.text("id"))));
        on("record_create", (store, step) -> Json.parse(store.createJson(step.json("records"))));
        on("id_make", (store, step) -> store.makeId());
        on("rejected_retry", (store, step) -> {
            store.retryRejected(step.wide("number"));
            return null;
        });
        on("rejected_discard", (store, step) -> {
            store.discardRejected(step.wide("number"));
            return null;
        });
    }

    private void reading() {
        on("record_get", (store, step) -> store.recordJson(step.text("id")).map(Json::parse).orElse(null));
        on("record_list", (store, step) -> store.list(step.text("entity"), step.text("where"), step.text("dossier")));
        on("record_find", (store, step) -> store.find(step.text("text"), step.number("at_most")));
        on("record_history", (store, step) -> Json.parse(store.historyJson(step.text("id"), step.text("field"))));
        on("record_check", (store, step) -> Json.parse(store.checkJson(
                step.text("id"), step.json("assignments"), step.text("language"))));
        on("query", Steps::query);
        on("store_conflicts", (store, step) -> Json.parse(store.conflictsJson()));
        on("store_rejected", (store, step) -> Json.parse(store.rejectedJson()));
        on("store_status", (store, step) -> Json.parse(store.statusJson()));
        on("store_check", (store, step) -> Json.parse(store.checkJson()));
        on("pack_get", (store, step) -> Json.parse(store.packJson()));
        on("pack_entities", (store, step) -> Json.parse(store.entitiesJson(step.text("language"))));
        on("pack_fields", (store, step) ->
                Json.parse(store.fieldsJson(step.text("entity"), step.text("language"))));
    }

    private static Object query(Store store, Step step) {
        try (Query query = store.queryJson(step.text("sql"), step.json("parameters"))) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("columns", query.columns());
            List<Object> rows = new ArrayList<>();
            for (List<List<Object>> page = query.next(step.number("rows")); !page.isEmpty();
                    page = query.next(step.number("rows"))) {
                rows.addAll(page);
            }
            all.put("rows", rows);
            return all;
        }
    }

    private void hearing() {
        on("observe", (store, step) -> heard(step).observe(store));
        on("unobserve", (store, step) -> heard(step).unobserve());
        on("events", (store, step) -> heard(step).events(store));
        on("log", (store, step) -> heard(step).log(store, level(step)));
        on("lines", (store, step) -> heard(step).lines(store));
    }

    private void syncing() {
        on("sync", (store, step) -> Syncing.report(store.syncJson(step.json("options"))));
        on("exchange", (store, step) -> Syncing.exchange(store, step.text("server"), step.json("options")));
    }

    /** A handle of a wrong kind and one that is null cannot be written in Java. */
    private Object misuse(Step step) {
        Store store = store(step);
        if (!step.text("what").startsWith("closed_")) {
            throw new UnsupportedOperationException(step.text("what"));
        }
        store.close();
        if (step.text("what").equals("closed_twice")) {
            store.close(); // in Java it does nothing
        }
        return store.statusJson();
    }

    // ---- of the names that a script gives

    private interface OnStore {
        Object run(Store store, Step step);
    }

    private interface OnEdit {
        Object run(Edit edit, Step step);
    }

    private void on(String name, OnStore work) {
        steps.put(name, step -> work.run(store(step), step));
    }

    private void onEdit(String name, OnEdit work) {
        on(name, (store, step) -> work.run(store.edit(step.wide("edit")), step));
    }

    private Store store(Step step) {
        Store store = stores.get(step.text("store"));
        if (store == null) {
            throw new UnsupportedOperationException("a store that never was");
        }
        return store;
    }

    private Object keep(Step step, Store store) {
        stores.put(step.text("store"), store);
        heard.put(step.text("store"), new Heard());
        return null;
    }

    private Heard heard(Step step) {
        return heard.get(step.text("store"));
    }

    private Path path(Step step) {
        return folder.resolve(step.text("store") + ".db");
    }

    private static String wide(long number) {
        return Long.toUnsignedString(number);
    }

    private static LogLevel level(Step step) {
        for (LogLevel level : LogLevel.values()) {
            if (level.number() == step.number("least")) {
                return level;
            }
        }
        throw new UnsupportedOperationException("a level that Java has no word for");
    }

    @Override
    public void close() {
        stores.values().forEach(Store::close);
    }
}
