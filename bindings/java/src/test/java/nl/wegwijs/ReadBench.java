package nl.wegwijs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Java's part of the work "java_read" of wegwijs-bench: reads every cell of a query, some times over. */
final class ReadBench {
    private long rows;
    private long cells;
    private long integers;
    private long octets;

    private ReadBench() {}

    public static void main(String[] words) {
        ReadBench read = new ReadBench();
        List<Object> seconds = new ArrayList<>();
        byte[] pin = words[1].getBytes(StandardCharsets.UTF_8);
        try (Store store = Store.open(Path.of(words[0]), pin)) {
            for (int pass = Integer.parseInt(words[2]); pass > 0; pass--) {
                long begin = System.nanoTime();
                List<String> texts = read.pass(store, words[3]);
                seconds.add((System.nanoTime() - begin) / 1e9);
                read.count(texts);
            }
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("rows", read.rows);
        line.put("cells", read.cells);
        line.put("integers", read.integers);
        line.put("octets", read.octets);
        line.put("seconds", seconds);
        System.out.println(Json.write(line));
    }

    private List<String> pass(Store store, String sql) {
        List<String> texts = new ArrayList<>();
        try (Query query = store.query(sql)) {
            for (List<Object> row : query) {
                rows++;
                for (Object cell : row) {
                    cells++;
                    if (cell instanceof Long) {
                        integers += (Long) cell;
                    } else if (cell instanceof String) {
                        texts.add((String) cell);
                    }
                }
            }
        }
        return texts;
    }

    /** Java knows the octets of a text only by encoding it, which is no part of reading. */
    private void count(List<String> texts) {
        for (String text : texts) {
            octets += text.getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
