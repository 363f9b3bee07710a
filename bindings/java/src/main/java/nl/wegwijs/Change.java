package nl.wegwijs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Something in a dossier changed. It does not say what stands there now: read it. */
public final class Change {
    public final String dossier;
    /** "local", "synced", "forgotten" or "erased". */
    public final String why;
    public final List<String> records;

    private Change(Map<?, ?> from) {
        dossier = (String) from.get("dossier");
        why = (String) from.get("why");
        records = Json.texts(from.get("records"));
    }

    static List<Change> list(String json) {
        List<Change> all = new ArrayList<>();
        for (Object one : (List<?>) Json.parse(json)) {
            all.add(new Change((Map<?, ?>) one));
        }
        return Collections.unmodifiableList(all);
    }
}
