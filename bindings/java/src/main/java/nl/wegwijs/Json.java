package nl.wegwijs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain Java: {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Boolean},
 * {@code Long}, {@code Double} (or {@code BigDecimal}, beyond a long) and null. Small, because all that it reads was
 * written by the library; strict, because it is also what writes to it.
 */
public final class Json {
    private Json() {}

    /** Error INVALID_JSON; MISUSE where the text holds half a character. */
    public static Object parse(String text) {
        return parse(Utf8.bytes(text));
    }

    /** From UTF-8 that the library wrote. */
    static Object parse(byte[] text) {
        return new JsonReader(text).document();
    }

    /** Maps, lists, texts, numbers, truths and nulls. */
    public static String write(Object value) {
        StringBuilder to = new StringBuilder();
        append(to, value);
        return to.toString();
    }

    /** The members of an object. */
    static Members members(String json) {
        Object value = parse(json);
        if (!(value instanceof Map)) {
            throw WegwijsException.invalidJson("The text is not an object.");
        }
        return new Members((Map<?, ?>) value);
    }

    /** A list of texts, like ids. */
    static List<String> texts(Object list) {
        List<String> all = new ArrayList<>();
        for (Object one : (List<?>) list) {
            all.add((String) one);
        }
        return Collections.unmodifiableList(all);
    }

    /** What is not there is 0, false or null: a report of an older library has fewer members. */
    static final class Members {
        private final Map<?, ?> all;

        Members(Map<?, ?> all) {
            this.all = all;
        }

        boolean has(String name) {
            return all.get(name) != null;
        }

        String text(String name) {
            Object value = all.get(name);
            return value == null ? null : value.toString();
        }

        long number(String name) {
            Object value = all.get(name);
            return value instanceof Number ? ((Number) value).longValue() : 0;
        }

        boolean truth(String name) {
            return Boolean.TRUE.equals(all.get(name));
        }
    }

    private static void append(StringBuilder to, Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer
                || value instanceof BigDecimal) {
            to.append(value);
        } else if (value instanceof CharSequence) {
            appendText(to, (CharSequence) value);
        } else if (value instanceof Map) {
            appendMap(to, (Map<?, ?>) value);
        } else if (value instanceof Iterable) {
            appendList(to, (Iterable<?>) value);
        } else if (value instanceof Number && Double.isFinite(((Number) value).doubleValue())) {
            to.append(value);
        } else {
            throw WegwijsException.invalidJson("JSON has no form for this kind of value.");
        }
    }

    private static void appendMap(StringBuilder to, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> member : map.entrySet()) {
            to.append(before);
            appendText(to, (CharSequence) member.getKey());
            to.append(':');
            append(to, member.getValue());
            before = ',';
        }
        to.append(map.isEmpty() ? "{}" : "}");
    }

    private static void appendList(StringBuilder to, Iterable<?> list) {
        char before = '[';
        for (Object one : list) {
            to.append(before);
            append(to, one);
            before = ',';
        }
        to.append(before == '[' ? "[]" : "]");
    }

    private static void appendText(StringBuilder to, CharSequence text) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                to.append('\\').append(unit);
            } else if (unit < ' ') {
                to.append(String.format("\\u%04x", (int) unit));
            } else {
                to.append(unit);
            }
        }
        to.append('"');
    }
}
