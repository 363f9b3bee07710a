package nl.wegwijs;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Java's part of the work "java_read" of wegwijs-bench: reads every cell of a query, some times over. Java knows the octets
 * of a text only by encoding it, which is no part of reading: so they are counted once, outside the time, and every pass
 * must find as many characters as that one.
 */
final class ReadBench {
    private long rows;
    private long cells;
    private long integers;
    private long characters;

    private ReadBench() {}

    public static void main(String[] words) {
        int passes = Integer.parseInt(words[2]);
        int warming = Integer.parseInt(words[3]);
        String sql = words[4];
        ReadBench read = new ReadBench();
        List<Object> seconds = new ArrayList<>();
        byte[] pin = words[1].getBytes(StandardCharsets.UTF_8);
        long characters;
        long octets = 0;
        long cpu;
        try (Store store = Store.open(Path.of(words[0]), pin)) {
            cpu = processorTime();
            for (int pass = 0; pass < passes; pass++) {
                if (pass == warming) {
                    cpu = processorTime();
                }
                long begin = System.nanoTime();
                read.pass(store, sql);
                seconds.add((System.nanoTime() - begin) / 1e9);
            }
            cpu = processorTime() - cpu;
            characters = 0;
            for (String text : texts(store, sql)) {
                characters += text.length();
                octets += text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (read.characters != characters * passes) {
            throw new IllegalStateException("not every pass read the same texts");
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("rows", read.rows);
        line.put("cells", read.cells);
        line.put("integers", read.integers);
        line.put("octets", octets * passes);
        line.put("seconds", seconds);
        line.put("cpu_seconds", cpu / 1e9 / (passes - warming));
        System.out.println(Json.write(line));
    }

    /** Of all threads: also what the virtual machine does beside ours. */
    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void pass(Store store, String sql) {
        try (Query query = store.query(sql)) {
            for (List<Object> row : query) {
                rows++;
                for (Object cell : row) {
                    cells++;
                    if (cell instanceof Long) {
                        integers += (Long) cell;
                    } else if (cell instanceof String) {
                        characters += ((String) cell).length();
                    }
                }
            }
        }
    }

    private static List<String> texts(Store store, String sql) {
        List<String> texts = new ArrayList<>();
        try (Query query = store.query(sql)) {
            for (List<Object> row : query) {
                for (Object cell : row) {
                    if (cell instanceof String) {
                        texts.add((String) cell);
                    }
                }
            }
        }
        return texts;
    }
}
