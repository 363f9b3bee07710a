package nl.wegwijs;

import java.util.LinkedHashMap;
import java.util.Map;

/** A value for a field, as a person would type it: the field's type decides what it means, and empty text empties it. */
public final class Assignment {
    private final String id;
    private final String field;
    private final String element;
    private final String value;

    private Assignment(String id, String field, String element, String value) {
        this.id = id;
        this.field = field;
        this.element = element;
        this.value = value;
    }

    public static Assignment of(String field, String value) {
        return new Assignment(null, field, null, value);
    }

    /** Puts an element into a set, or takes it out. */
    public static Assignment element(String field, String element, boolean in) {
        return new Assignment(null, field, element, Boolean.toString(in));
    }

    /** The same for this record: in a form over more than one. */
    public Assignment in(String record) {
        return new Assignment(record, field, element, value);
    }

    Map<String, Object> members() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (id != null) {
            all.put("id", id);
        }
        all.put("field", field);
        if (element != null) {
            all.put("element", element);
        }
        all.put("value", value);
        return all;
    }

    static String json(Assignment... all) {
        Object[] members = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            members[i] = all[i].members();
        }
        return Json.write(java.util.Arrays.asList(members));
    }
}
