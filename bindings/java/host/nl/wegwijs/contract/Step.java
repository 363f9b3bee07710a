package nl.wegwijs.contract;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import nl.wegwijs.Json;

/** One step of a script. */
final class Step {
    private final Map<?, ?> members;
    /** Of "raw": text that takes the place of the step's own JSON. */
    private final String raw;

    Step(Map<?, ?> members) {
        this.members = members;
        this.raw = "raw".equals(members.get("do")) ? (String) members.get("json") : null;
    }

    String what() {
        return (String) members.get(raw == null ? "do" : "call");
    }

    /** Empty where it is left out. */
    String text(String name) {
        Object value = members.get(name);
        return value == null ? "" : (String) value;
    }

    byte[] pin() {
        return text("pin").getBytes(StandardCharsets.UTF_8);
    }

    int number(String name) {
        Object value = members.get(name);
        return value == null ? 0 : ((Number) value).intValue();
    }

    /** A number of 64 bits: text, or as it stood in an answer's JSON. */
    long wide(String name) {
        return Long.parseUnsignedLong(members.get(name).toString());
    }

    /** The member as JSON, or the text of "raw"; empty where it is left out. */
    String json(String name) {
        Object value = members.get(name);
        return raw != null ? raw : value == null ? "" : Json.write(value);
    }
}
