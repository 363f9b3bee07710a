package nl.wegwijs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What a rule of the pack says of a record; what is fine is not told. */
public final class RuleFinding {
    /** Stable: "PIP-D1". */
    public final String code;
    /** "error", "warning" or "info". */
    public final String severity;
    /** "failed", "unknown" (this device cannot know) or "info". */
    public final String outcome;
    /** That it is about; when unknown also what is not known. Of another record "traject.termijn_start". */
    public final List<String> fields;
    /** For people. */
    public final String label;

    private RuleFinding(Map<?, ?> from) {
        code = (String) from.get("code");
        severity = (String) from.get("severity");
        outcome = (String) from.get("outcome");
        fields = Json.texts(from.get("fields"));
        label = (String) from.get("label");
    }

    static List<RuleFinding> all(String json) {
        List<RuleFinding> all = new ArrayList<>();
        for (Object one : (List<?>) Json.parse(json)) {
            all.add(new RuleFinding((Map<?, ?>) one));
        }
        return Collections.unmodifiableList(all);
    }
}
