package nl.wegwijs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How to sync. A new one has the defaults; each method gives its object back. */
public final class SyncOptions {
    private final Map<String, Object> chosen = new LinkedHashMap<>();

    /** Dossiers that are wanted before the others. */
    public SyncOptions first(List<String> dossiers) {
        chosen.put("first", new ArrayList<>(dossiers));
        return this;
    }

    /** Compares the sums of all that is here with the server's. */
    public SyncOptions checkAll(boolean check) {
        chosen.put("check_all", check);
        return this;
    }

    /** How often a request that failed is tried in all. */
    public SyncOptions attempts(int attempts) {
        chosen.put("attempts", attempts);
        return this;
    }

    String json() {
        return chosen.isEmpty() ? "" : Json.write(chosen);
    }
}
