package nl.wegwijs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The virtual machine ends although a store is open. */
class ExitTest {
    private final Town town = Town.get();

    /** With the classes and settings of this one. */
    static Process start(Class<?> program, String... words) throws IOException {
        String[] before = {System.getProperty("java.home") + "/bin/java", "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Djava.library.path=" + System.getProperty("java.library.path"), "-cp",
                System.getProperty("java.class.path"), program.getName()};
        String[] command = java.util.Arrays.copyOf(before, before.length + words.length);
        System.arraycopy(words, 0, command, before.length, words.length);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void aProgramThatClosesNothingStillEnds() throws Exception {
        Path path = town.newPath("anna");
        Store.enrol(path, Town.PIN, town.url(), town.code("anna")).close();
        for (int round = 0; round < 3; round++) {
            assertEquals(0, start(LeavesOpen.class, path.toString()).waitFor());
        }
        try (Store store = Store.open(path, Town.PIN)) {
            assertEquals(60, store.list("deelnemer", "weergavenaam LIKE 'Laatste %'", "").size());
            assertTrue(store.sync().await().inStep);
        }
    }

    @Test
    void aProgramEndsInTheMiddleOfARequest() throws Exception {
        try (Wire wire = new Wire(town.port())) {
            Path path = town.newPath("anna");
            Store.enrol(path, Town.PIN, wire.url(), town.code("anna")).close();
            wire.hold();
            Process program = start(LeavesOpen.class, path.toString(), "waits");
            wire.awaitRequest();
            program.getOutputStream().close();
            assertEquals(0, program.waitFor());
        }
    }
}
