package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void everyKindOfValueIsRead() {
        assertEquals(Map.of("a", List.of(1L, -2L, 0L), "b", Map.of(), "c", List.of()),
                Json.parse(" {\"a\" : [1,-2 ,\t0] ,\r\n\"b\":{ }, \"c\":[ ]} "));
        assertEquals(Arrays.asList(true, false, null), Json.parse("[true,false,null]"));
        assertEquals(List.of(1.5, -0.25, 1e3, 2e-2, 1e5), Json.parse("[1.5,-0.25,1e3,2E-2,1e+5]"));
        assertNull(Json.parse("null"));
        assertEquals("last", ((Map<?, ?>) Json.parse("{\"a\":1,\"a\":\"last\"}")).get("a"));
    }

    @Test
    void numbersKeepTheirDigits() {
        for (long number : new long[] {0, 9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE, 999999999999999999L}) {
            assertEquals(number, Json.parse(Long.toString(number)));
        }
        assertEquals(new BigDecimal("9223372036854775808"), Json.parse("9223372036854775808"));
        assertEquals(new BigDecimal("-123456789012345678901234567890"), Json.parse("-123456789012345678901234567890"));
    }

    @Test
    void textsKeepEveryCharacter() {
        assertEquals("\"\\/\b\f\n\r\t\u0000\u20ac\ud83d\ude00x",
                Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u20AC\\ud83d\\uDE00x\""));
        assertEquals("\ud83d\ude00 \u00e9", Json.parse("\"\ud83d\ude00 \u00e9\""));
    }

    @Test
    void whatIsNoJsonIsRefusedAndNotRepeated() {
        for (String wrong : List.of("", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:2}", "01", "-", "1.",
                ".5", "1e", "1e+", "+1", "0x1", "nul", "truee", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
                "\"\n\"", "\"\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "[1] 2", "NaN", "Infinity", "/**/1", "\ufeff1",
                "\"\\u\u0661\u0661\u0661\u0661\"")) {
            String message = refused(ErrorCode.INVALID_JSON, () -> Json.parse(wrong)).getMessage();
            assertFalse(wrong.length() > 3 && message.contains(wrong), message);
        }
        refused(ErrorCode.INVALID_JSON, () -> Json.parse("[".repeat(100_000)));
        assertEquals(1, ((List<?>) Json.parse("[".repeat(200) + "]".repeat(200))).size());
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        Random chance = new Random(48213);
        for (int i = 0; i < 2000; i++) {
            Object value = made(chance, 0);
            assertEquals(value, Json.parse(Json.write(value)));
        }
        assertEquals("[]", Json.write(List.of()));
        assertEquals("{\"n\":7}", Json.write(Map.of("n", 7)));
        refused(ErrorCode.INVALID_JSON, () -> Json.write(Double.NaN));
        refused(ErrorCode.INVALID_JSON, () -> Json.write(new Object()));
    }

    /** A text cut anywhere, or with one character changed, is refused or read; nothing else happens. */
    @Test
    void damagedTextNeverDoesAnythingElse() {
        Random chance = new Random(1972);
        String whole = "{\"a\":[1,-2.5e3,\"\\ud83d\\ude00\\n\",true,null],\"b\":{\"c\":\"d\"}}";
        String odd = "{}[]\",:\\u0e-.tn \0\ud800";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(whole);
            text.setLength(1 + chance.nextInt(whole.length()));
            text.setCharAt(chance.nextInt(text.length()), odd.charAt(chance.nextInt(odd.length())));
            try {
                Json.parse(text.toString());
            } catch (WegwijsException refused) {
                boolean half = text.indexOf("\ud800") >= 0;
                assertEquals(half ? ErrorCode.MISUSE : ErrorCode.INVALID_JSON, refused.code());
            }
        }
    }

    private static Object made(Random chance, int depth) {
        switch (chance.nextInt(depth < 4 ? 7 : 5)) {
            case 0:
                return chance.nextLong();
            case 1:
                return chance.nextGaussian();
            case 2:
                return chance.nextBoolean();
            case 3:
                return null;
            case 4:
                return chance.ints(chance.nextInt(8), 0, 0x20000)
                        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            case 5:
                return Arrays.asList(made(chance, depth + 1), made(chance, depth + 1));
            default:
                return java.util.Collections.singletonMap("k" + chance.nextInt(), made(chance, depth + 1));
        }
    }
}
