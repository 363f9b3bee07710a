package nl.wegwijs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one text. Its errors say where, and not what stands there. */
final class JsonReader {
    /** Deeper than any form of ours, and far from the end of a thread's stack. */
    private static final int DEEPEST = 200;

    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    Object document() {
        Object value = value();
        space();
        if (at < text.length()) {
            throw wrong();
        }
        return value;
    }

    private Object value() {
        space();
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return list();
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        enter();
        if (!ends('}')) {
            do {
                space();
                String name = string();
                space();
                expect(':');
                members.put(name, value());
            } while (goesOn('}'));
        }
        depth--;
        return members;
    }

    private List<Object> list() {
        List<Object> elements = new ArrayList<>();
        enter();
        if (!ends(']')) {
            do {
                elements.add(value());
            } while (goesOn(']'));
        }
        depth--;
        return elements;
    }

    private void enter() {
        at++;
        if (++depth > DEEPEST) {
            throw wrong();
        }
    }

    private boolean ends(char closing) {
        space();
        if (peek() != closing) {
            return false;
        }
        at++;
        return true;
    }

    private boolean goesOn(char closing) {
        space();
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(closing);
        return false;
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return meaning;
    }

    private Object number() {
        int begin = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        String digits = text.substring(begin, at);
        if (!whole) {
            return Double.valueOf(digits);
        }
        if (digits.length() <= 18) {
            return Long.valueOf(digits);
        }
        BigDecimal large = new BigDecimal(digits);
        return large.precision() <= 19 && large.equals(BigDecimal.valueOf(large.longValue()))
                ? (Object) large.longValue() : large;
    }

    private void digits() {
        int begin = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == begin) {
            throw wrong();
        }
    }

    private String string() {
        expect('"');
        int begin = at;
        // Most texts have no escapes and are cut out as they stand.
        while (plain(peek())) {
            at++;
        }
        if (peek() == '"') {
            return text.substring(begin, at++);
        }
        StringBuilder made = new StringBuilder(text.substring(begin, at));
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                escaped(made);
            } else if (plain(peek())) {
                made.append(text.charAt(at++));
            } else {
                throw wrong();
            }
        }
        at++;
        whole(made);
        return made.toString();
    }

    private static boolean plain(int unit) {
        return unit >= ' ' && unit != '"' && unit != '\\';
    }

    private void escaped(StringBuilder to) {
        int letter = peek();
        int meant = "\"\\/bfnrt".indexOf(letter);
        if (letter == 'u') {
            at++;
            to.append(hex());
        } else if (letter >= 0 && meant >= 0) {
            at++;
            to.append("\"\\/\b\f\n\r\t".charAt(meant));
        } else {
            throw wrong();
        }
    }

    private char hex() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw wrong();
            }
            unit = unit * 16 + digit;
            at++;
        }
        return (char) unit;
    }

    /** Escapes can write half a character, which is none. */
    private void whole(CharSequence made) {
        for (int i = 0; i < made.length(); i++) {
            int point = Character.codePointAt(made, i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw wrong();
            }
            i += Character.charCount(point) - 1;
        }
    }

    private void space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** -1 at the end. */
    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private void expect(char what) {
        if (peek() != what) {
            throw wrong();
        }
        at++;
    }

    private WegwijsException wrong() {
        return WegwijsException.invalidJson("The text is not JSON, from character " + (at + 1) + " on.");
    }
}
