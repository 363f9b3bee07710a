package nl.wegwijs;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one text, from the UTF-8 in which it crossed: making one long String of a page first would cost more than reading
 * it. Its errors say where, and not what stands there.
 */
final class JsonReader {
    /** Deeper than any form of ours, and far from the end of a thread's stack. */
    private static final int DEEPEST = 200;
    private static final int MOST_ROOM = 64;

    private final byte[] text;
    private int at;
    private int depth;
    /** So long was the list before: a page is rows of one length, and room for them need not grow. */
    private int usual = 8;

    /** REQUIRES: valid UTF-8. */
    JsonReader(byte[] text) {
        this.text = text;
    }

    Object document() {
        Object value = value();
        space();
        if (at < text.length) {
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
        List<Object> elements = new ArrayList<>(usual);
        enter();
        if (!ends(']')) {
            do {
                elements.add(value());
            } while (goesOn(']'));
        }
        depth--;
        usual = Math.min(elements.size(), MOST_ROOM);
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
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
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
        if (whole && at - begin <= 18) {
            return small(begin);
        }
        String digits = new String(text, begin, at - begin, StandardCharsets.ISO_8859_1);
        if (!whole) {
            return Double.valueOf(digits);
        }
        BigDecimal large = new BigDecimal(digits);
        return large.precision() <= 19 && large.equals(BigDecimal.valueOf(large.longValue()))
                ? (Object) large.longValue() : large;
    }

    /** The whole number from there to here, which fits. */
    private Long small(int begin) {
        long value = 0;
        for (int i = text[begin] == '-' ? begin + 1 : begin; i < at; i++) {
            value = value * 10 + text[i] - '0';
        }
        return text[begin] == '-' ? -value : value;
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
        String first = plain();
        // Most texts have no escapes and are cut out as they stand.
        if (peek() == '"') {
            at++;
            return first;
        }
        StringBuilder made = new StringBuilder(first);
        while (peek() == '\\') {
            at++;
            escaped(made);
            made.append(plain());
        }
        expect('"');
        whole(made);
        return made.toString();
    }

    /** Up to a quote, an escape or what may not stand in a text. */
    private String plain() {
        int begin = at;
        int end = begin; // a field would be written at every octet
        int all = 0;
        while (end < text.length) {
            byte octet = text[end];
            if (octet == '"' || octet == '\\' || (octet >= 0 && octet < ' ')) {
                break;
            }
            all |= octet;
            end++;
        }
        at = end;
        // Of ASCII alone both mean the same, and this one is a copy.
        return new String(text, begin, end - begin, all >= 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private void escaped(StringBuilder to) {
        int letter = peek();
        int meant = letter < 0 ? -1 : "\"\\/bfnrt".indexOf(letter);
        if (letter == 'u') {
            at++;
            to.append(hex());
        } else if (meant >= 0) {
            at++;
            to.append("\"\\/\b\f\n\r\t".charAt(meant));
        } else {
            throw wrong();
        }
    }

    private char hex() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
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
        if (at < text.length && text[at] > ' ') {
            return; // the library writes none
        }
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** Less than 0 at the end, and where a character begins that is not ASCII. */
    private int peek() {
        return at < text.length ? text[at] : -1;
    }

    private void expect(char what) {
        if (peek() != what) {
            throw wrong();
        }
        at++;
    }

    private WegwijsException wrong() {
        return WegwijsException.invalidJson("The text is not JSON, from octet " + (at + 1) + " on.");
    }
}
