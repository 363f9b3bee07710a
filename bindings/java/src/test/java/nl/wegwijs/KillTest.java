package nl.wegwijs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The virtual machine is killed in the middle of writes and syncs: nothing that was acknowledged is lost. */
class KillTest {
    private static final int KILLS = Integer.getInteger("wegwijs.kills", 10);
    private static final long SEED = Long.getLong("wegwijs.seed", System.nanoTime());

    private final Town town = Town.get();
    private final Random chance = new Random(SEED);
    private final Map<String, String> names = new HashMap<>();
    /** The last value of each record whose writing was acknowledged. */
    private final Map<String, String> values = new HashMap<>();
    private int syncs;

    @Test
    void nothingThatWasAcknowledgedIsLost() throws Exception {
        System.out.printf("%d kills, -Dwegwijs.seed=%d%n", KILLS, SEED);
        Path path = town.newPath("anna");
        Store.enrol(path, Town.PIN, town.url(), town.code("anna")).close();
        for (int round = 0; round < KILLS; round++) {
            Set<String> written = killedRound(path, round);
            try (Store store = Store.open(path, Town.PIN)) {
                check(store, written);
            }
        }
        System.out.printf("acknowledged: %d records, %d syncs%n", names.size(), syncs);
        assertTrue(names.size() > KILLS);
        try (Store store = Store.open(path, Town.PIN); Store other = town.device("bram")) {
            assertTrue(store.sync().await().inStep);
            assertTrue(other.sync().await().inStep);
            assertTrue(store.checkJson().contains("\"ok\":true"));
            for (Store one : List.of(store, other)) {
                check(one, names.keySet());
                checkOnce(one);
            }
            assertEquals("[]", store.rejectedJson());
        }
        assertTrue(town.run("verify").contains("\"ok\":true"));
    }

    /** Starts it, kills it after so many lines as chance says, and gives the records that those lines speak of. */
    private Set<String> killedRound(Path path, int round) throws IOException, InterruptedException {
        Process writer = ExitTest.start(KilledWriter.class, path.toString(), Integer.toString(round));
        Set<String> written = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            int until = 1 + chance.nextInt(40);
            String line = lines.readLine();
            for (int n = 1; line != null; n++) {
                note(line, written);
                if (n == until) {
                    // Process.destroyForcibly() would throw away what it had said and was not read yet.
                    writer.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertEquals(128 + 9, writer.waitFor(), "it was killed, and did not end by itself");
        return written;
    }

    private void note(String line, Set<String> written) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("synced")) {
            syncs++;
        } else if (words[0].equals("made")) {
            names.put(words[1], words[2]);
            values.put(words[1], "Kade 0");
            written.add(words[1]);
        } else if (words[0].equals("set") && words.length == 3) {
            values.put(words[1], words[2]);
        }
    }

    private void check(Store store, Set<String> written) {
        for (String id : written) {
            assertEquals(names.get(id), Town.field(store, id, "weergavenaam"));
            int here = number((String) Town.field(store, id, "adres"));
            int acknowledged = number(values.get(id));
            // What was on its way when it was killed may be there.
            assertTrue(here == acknowledged || here == acknowledged + 1, "Kade " + here + " after " + acknowledged);
        }
    }

    private void checkOnce(Store store) {
        try (Query query = store.query("SELECT weergavenaam, count(*) FROM deelnemer WHERE weergavenaam LIKE 'Ronde %'"
                + " GROUP BY weergavenaam HAVING count(*) > 1")) {
            assertEquals(List.of(), query.next(0));
        }
    }

    private static int number(String value) {
        return Integer.parseInt(value.substring("Kade ".length()));
    }
}
