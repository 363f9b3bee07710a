package nl.wegwijs;

import java.nio.charset.StandardCharsets;

/** Text as it crosses. JNI's own text is no UTF-8: it has another form for U+0000 and for all beyond U+FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Refuses half a surrogate pair, which stands for no character and which Java would quietly make a "?" of. */
    static byte[] bytes(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (!Character.isSurrogate(unit)) {
                continue;
            }
            boolean whole = Character.isHighSurrogate(unit) && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!whole) {
                throw WegwijsException.misuse("The text holds half a character.");
            }
            i++;
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
