package nl.wegwijs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A record to be made. */
public final class NewRecord {
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final List<Object> values = new ArrayList<>();

    private NewRecord(String entity) {
        members.put("entity", entity);
        members.put("values", values);
    }

    /** One that begins a dossier, in the municipality with this CBS code. */
    public static NewRecord root(String entity, String gemeente) {
        NewRecord made = new NewRecord(entity);
        made.members.put("gemeente", gemeente);
        return made;
    }

    /** One that hangs under another. */
    public static NewRecord under(String parent, String entity) {
        NewRecord made = new NewRecord(entity);
        made.members.put("parent", parent);
        return made;
    }

    /** An id of {@link Store#makeId}, where another record of the same call refers to it. */
    public NewRecord id(String id) {
        members.put("id", id);
        return this;
    }

    public NewRecord with(String field, String value) {
        return with(Assignment.of(field, value));
    }

    public NewRecord with(Assignment value) {
        values.add(value.members());
        return this;
    }

    static String json(NewRecord... all) {
        List<Object> list = new ArrayList<>();
        for (NewRecord one : all) {
            list.add(one.members);
        }
        return Json.write(list);
    }
}
