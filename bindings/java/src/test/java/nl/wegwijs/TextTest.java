package nl.wegwijs;

import static nl.wegwijs.Refusals.refused;
import static nl.wegwijs.Town.field;
import static nl.wegwijs.Town.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Text in every script, over the boundary and back. */
class TextTest {
    private static final List<String> NAMES = List.of("Ren\u00e9e", "\u0631\u0646\u0627", "\u1230\u120b\u121d",
            "\u6c34", "\ud83d\ude00 Samira \ud83c\uddf3\ud83c\uddf1", "\ud800\udf30\udbff\udffd", "e\u0301", "\u200f\u0645");

    @Test
    void namesInEveryScriptComeBack() {
        try (Store store = Town.get().device("anna")) {
            for (String name : NAMES) {
                String id = person(store, name);
                try (Query query = store.query("SELECT weergavenaam, length(weergavenaam) FROM deelnemer WHERE weergavenaam ="
                        + " ?1", field(store, id, "weergavenaam"))) {
                    assertEquals(field(store, id, "weergavenaam"), query.iterator().next().get(0));
                }
                String composed = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFC);
                assertEquals(composed, field(store, id, "weergavenaam"));
            }
        }
    }

    @Test
    void aZeroCharacterIsNotTheEnd() {
        try (Store store = Town.get().device("anna")) {
            try (Query query = store.query("SELECT ?1, '\u0000' || 'x'", "voor\0na")) {
                assertEquals("voor\0na", query.iterator().next().get(0));
            } catch (WegwijsException sql) {
                assertEquals(ErrorCode.SQL, sql.code());
            }
            try (Query query = store.query("SELECT ?1", "voor\0na")) {
                assertEquals(List.of("voor\0na"), query.iterator().next());
            }
        }
    }

    @Test
    void halfACharacterIsRefusedAndNotRepeated() {
        try (Store store = Town.get().device("anna")) {
            String id = person(store, "Rana");
            for (String half : List.of("a\ud83d", "\ude00a", "\ude00\ud83d", "\ud83d\ud83d\ude00")) {
                WegwijsException error =
                        refused(ErrorCode.MISUSE, () -> store.set(id, Assignment.of("weergavenaam", half)));
                assertFalse(error.getMessage().contains(half));
                refused(ErrorCode.MISUSE, () -> store.find(half, 0));
            }
            refused(ErrorCode.INVALID_JSON,
                    () -> store.setJson(id, "[{\"field\":\"weergavenaam\",\"value\":\"\\ud83d\"}]"));
            assertEquals("Rana", field(store, id, "weergavenaam"));
        }
    }

    @Test
    void longTextComesBack() {
        String text = "\ud83d\ude00x\u00e9".repeat(100_000);
        try (Store store = Town.get().device("anna"); Query query = store.query("SELECT ?1", text)) {
            assertEquals(List.of(text), query.iterator().next());
        }
    }
}
