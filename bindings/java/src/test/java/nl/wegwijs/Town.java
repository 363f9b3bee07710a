package nl.wegwijs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server on this machine with two case workers and a volunteer, one for all tests of a run. */
final class Town {
    static final byte[] PIN = "geheim-48213".getBytes(StandardCharsets.UTF_8);
    static final String REGION = "0405";

    private static final String PROGRAM = System.getProperty("wegwijs.server");
    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static Town only;

    private final Path folder;
    private final String url;

    static synchronized Town get() {
        if (only == null) {
            only = new Town();
        }
        return only;
    }

    private Town() {
        try {
            folder = Files.createTempDirectory("wegwijs-java-");
            run("init");
            for (String user : List.of("anna", "bram")) {
                addUser(user, "klantmanager");
            }
            addUser("vera", "vrijwilliger");
            Process server = start("serve", "--listen", "127.0.0.1:0");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.destroyForcibly();
                deleteAll(folder.toFile());
            }));
            BufferedReader log = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
            url = log.readLine().replace("listening on ", "");
            // Its log is read on, or it would stand still at a full pipe.
            Thread reader = new Thread(() -> log.lines().forEach(line -> { }));
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--dir", folder.resolve("server").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("WEGWIJS_"));
        return builder.start();
    }

    String run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--json";
        try {
            Process running = start(all);
            String answer = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (running.waitFor() != 0) {
                throw new AssertionError(String.join(" ", words) + ": " + answer);
            }
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void addUser(String user, String role) {
        run("user", "add", user, "--role", role, "--gemeente", REGION);
    }

    String url() {
        return url;
    }

    int port() {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    Path newPath(String user) {
        return folder.resolve(user + DEVICES.incrementAndGet() + ".db");
    }

    String code(String user) {
        return (String) ((Map<?, ?>) Json.parse(run("enrol-code", user))).get("code");
    }

    Store device(String user) {
        return Store.enrol(newPath(user), PIN, url, code(user));
    }

    static String person(Store store, String name, Assignment... values) {
        NewRecord made = NewRecord.root("deelnemer", REGION).with("weergavenaam", name);
        for (Assignment value : values) {
            made.with(value);
        }
        return store.create(made).get(0);
    }

    /** A field of what is shown. */
    static Object field(Store store, String id, String field) {
        return ((Map<?, ?>) record(store, id).get("fields")).get(field);
    }

    static Map<?, ?> record(Store store, String id) {
        return (Map<?, ?>) Json.parse(store.recordJson(id).orElseThrow());
    }

    static void deleteAll(File file) {
        File[] within = file.listFiles();
        if (within != null) {
            for (File one : within) {
                deleteAll(one);
            }
        }
        file.delete();
    }
}
