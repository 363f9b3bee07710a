package nl.wegwijs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The rows of one SELECT, each as a list of cells: text (also ids), Long, Double or null. They are gone through once, by
 * one thread.
 */
public final class Query implements AutoCloseable, Iterable<List<Object>> {
    private final Handle handle;

    Query(long number) {
        handle = new Handle(this, number, "query", Native::queryClose);
    }

    public List<String> columns() {
        return Json.texts(Json.parse(Native.queryColumns(handle.number())));
    }

    /** The next rows as JSON, at most {@code rows} (0: 1000). Empty: that was all. */
    public Optional<String> nextJson(int rows) {
        return Store.textOrNone(Native.queryNext(handle.number(), rows));
    }

    /** The next rows, at most {@code rows} (0: 1000). An empty list: that was all. */
    @SuppressWarnings("unchecked")
    public List<List<Object>> next(int rows) {
        byte[] page = Native.queryNext(handle.number(), rows);
        return page.length == 0 ? new ArrayList<>() : (List<List<Object>>) Json.parse(page);
    }

    /** Goes on where the last one stopped. */
    @Override
    public Iterator<List<Object>> iterator() {
        return new Iterator<List<Object>>() {
            private Iterator<List<Object>> page = new ArrayList<List<Object>>().iterator();

            @Override
            public boolean hasNext() {
                if (!page.hasNext()) {
                    page = Query.this.next(0).iterator();
                }
                return page.hasNext();
            }

            @Override
            public List<Object> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.next();
            }
        };
    }

    @Override
    public void close() {
        handle.close();
    }
}
