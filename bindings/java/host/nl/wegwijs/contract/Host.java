package nl.wegwijs.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import nl.wegwijs.Json;
import nl.wegwijs.WegwijsException;

/** Does the steps of tests/contract with the library for Java: a JSON object a line in, and one a line out. */
public final class Host {
    private Host() {}

    public static void main(String[] words) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Steps steps = new Steps(System.getenv("WEGWIJS_HOST_DIR"))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(Json.write(answer(steps, new Step((Map<?, ?>) Json.parse(line)))));
            }
        }
    }

    private static Map<String, Object> answer(Steps steps, Step step) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            answer.put("value", steps.run(step));
        } catch (WegwijsException error) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("code", error.number());
            told.put("name", error.errorName());
            told.put("retry", error.retry().ordinal());
            told.put("message", error.getMessage());
            answer.put("error", told);
        } catch (UnsupportedOperationException unsupported) {
            answer.put("unsupported", true);
        }
        return answer;
    }
}
