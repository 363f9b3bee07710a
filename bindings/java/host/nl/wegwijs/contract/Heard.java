package nl.wegwijs.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nl.wegwijs.Change;
import nl.wegwijs.LogLevel;
import nl.wegwijs.Store;
import nl.wegwijs.Subscription;

/** What came from one store. */
final class Heard {
    private final List<Object> changes = new ArrayList<>();
    private final List<Object> lines = new ArrayList<>();
    private Subscription subscription;

    Object observe(Store store) {
        subscription = store.observe(this::note);
        return null;
    }

    Object unobserve() {
        if (subscription != null) {
            subscription.close();
        }
        return null;
    }

    Object log(Store store, LogLevel least) {
        store.log(least, this::note);
        return null;
    }

    Object events(Store store) {
        store.runCallbacks();
        return taken(changes);
    }

    Object lines(Store store) {
        store.runCallbacks();
        return taken(lines);
    }

    private synchronized void note(List<Change> told) {
        for (Change change : told) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("dossier", change.dossier);
            one.put("why", change.why);
            one.put("records", change.records);
            changes.add(one);
        }
    }

    private synchronized void note(LogLevel level, String line) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("level", level.number());
        one.put("line", line);
        lines.add(one);
    }

    private synchronized List<Object> taken(List<Object> from) {
        List<Object> all = new ArrayList<>(from);
        from.clear();
        return all;
    }
}
