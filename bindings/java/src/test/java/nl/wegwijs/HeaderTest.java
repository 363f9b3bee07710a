package nl.wegwijs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The binding has what the header has. */
class HeaderTest {
    /** What only C needs: its own text and struct. */
    private static final Set<String> ONLY_C = Set.of("textFree", "storeOptionsInit");

    private static String header() throws IOException {
        return Files.readString(Path.of(System.getProperty("wegwijs.header")));
    }

    private static String camel(String name) {
        StringBuilder made = new StringBuilder();
        for (String part : name.split("_")) {
            made.append(made.length() == 0 ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return made.toString();
    }

    /** The constants of the header that begin so, without that beginning. */
    private static Map<String, Integer> constants(String prefix) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        Matcher at = Pattern.compile("#define WEGWIJS_" + prefix + "_(\\w+) (\\d+)").matcher(header());
        while (at.find()) {
            found.put(at.group(1), Integer.valueOf(at.group(2)));
        }
        assertTrue(found.size() > 2, prefix);
        return found;
    }

    @Test
    void everyFunctionIsANativeMethod() throws IOException {
        Set<String> wanted = new TreeSet<>();
        Matcher at = Pattern.compile("WEGWIJS_EXPORT\\s[^;(]*?\\bwegwijs_(\\w+)\\(").matcher(header());
        while (at.find()) {
            wanted.add(camel(at.group(1)));
        }
        assertTrue(wanted.size() > 50, "found " + wanted);
        assertTrue(wanted.removeAll(ONLY_C));
        Set<String> here = new TreeSet<>();
        for (Method method : Native.class.getDeclaredMethods()) {
            if (Modifier.isNative(method.getModifiers())) {
                here.add(method.getName());
            }
        }
        assertEquals(wanted, here);
    }

    @Test
    void everyNativeMethodIsThereAndKnowsAHandleThatIsNone() throws IllegalAccessException {
        for (Method method : Native.class.getDeclaredMethods()) {
            if (!Modifier.isNative(method.getModifiers())) {
                continue;
            }
            Class<?>[] types = method.getParameterTypes();
            Object[] values = Arrays.stream(types).map(HeaderTest::nothing).toArray();
            boolean closes = method.getName().endsWith("Close");
            boolean hasHandle = types.length > 0 && types[0] == long.class && !closes;
            try {
                method.invoke(null, values);
                assertTrue(!hasHandle, method.getName());
            } catch (InvocationTargetException thrown) {
                WegwijsException error = (WegwijsException) thrown.getCause();
                assertEquals(hasHandle ? ErrorCode.MISUSE : ErrorCode.NO_PIN, error.code(), method.getName());
                assertEquals(Retry.NEVER, error.retry());
            }
        }
    }

    private static Object nothing(Class<?> type) {
        if (type == byte[].class) {
            return new byte[0];
        }
        if (type == long[].class) {
            return new long[2];
        }
        if (type == Callback.class) {
            return new Callback(0, Runnable::run) {
                @Override
                void heard(int kind, String text, WegwijsException error) {}
            };
        }
        return type == boolean.class ? (Object) false : type == int.class ? (Object) 0 : (Object) 0L;
    }

    @Test
    void everyErrorHasItsNumber() throws IOException {
        Map<String, Integer> here = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(code, ErrorCode.of(code.number()));
            here.put(code.name(), code.number());
        }
        here.remove("UNKNOWN");
        assertEquals(constants("ERROR"), here);
        assertEquals(ErrorCode.UNKNOWN, ErrorCode.of(123456));
    }

    @Test
    void everyRetryLevelAndStepHasItsNumber() throws IOException {
        constants("RETRY").forEach((name, number) -> assertEquals(Retry.valueOf(name), Retry.of(number)));
        assertEquals(constants("RETRY").size(), Retry.values().length);
        assertEquals(Retry.AFTER_UPDATE, Retry.of(99));
        constants("LOG").forEach((name, number) -> assertEquals(number, LogLevel.valueOf(name).number()));
        constants("LOG").forEach((name, number) -> assertEquals(LogLevel.valueOf(name), LogLevel.of(number)));
        constants("STEP").forEach((name, number) -> assertEquals(number - 1, Exchange.What.valueOf(name).ordinal()));
    }

    @Test
    void theLibraryIsTheOneThatWasMeant() {
        assertEquals(1, Wegwijs.abiVersion());
        assertTrue(Wegwijs.version().matches("\\d+\\.\\d+\\.\\d+"));
        assertTrue(Wegwijs.hasFeature("network"));
        assertTrue(Wegwijs.hasFeature("threads"));
        assertTrue(!Wegwijs.hasFeature("") && !Wegwijs.hasFeature("network\0") && !Wegwijs.hasFeature("flight"));
    }
}
