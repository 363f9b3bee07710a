package nl.wegwijs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The rows of one SELECT, as of its moment, each as a list of cells: text (also ids), Long, Double or null. They are gone
 * through once, by one thread: in pages, or row by row.
 */
public final class Query implements AutoCloseable, Iterable<List<Object>> {
    private final Handle handle;
    private final PagesAhead pages;
    private final Rows rows = new Rows();

    Query(long number) {
        handle = new Handle(this, number, "query", Native::queryClose);
        pages = new PagesAhead(number);
    }

    public List<String> columns() {
        return Json.texts(Json.parse(Native.queryColumns(handle.number())));
    }

    /** The next rows as JSON, at most {@code rows} (0: 1000). Empty: that was all. */
    public Optional<String> nextJson(int rows) {
        return Store.textOrNone(Native.queryNext(handle.number(), rows));
    }

    /** The next rows, at most {@code rows} (0: 1000). An empty list: that was all. */
    public List<List<Object>> next(int rows) {
        return listed(Native.queryNext(handle.number(), rows));
    }

    /**
     * Always the same one: it goes on where it stopped. It asks for pages ahead, so what it has left can no longer be had
     * as pages.
     */
    @Override
    public Iterator<List<Object>> iterator() {
        return rows;
    }

    @Override
    public void close() {
        handle.close();
    }

    @SuppressWarnings("unchecked")
    private static List<List<Object>> listed(byte[] page) {
        return page.length == 0 ? new ArrayList<>() : (List<List<Object>>) Json.parse(page);
    }

    /** It uses the query, which would else be closed as forgotten while somebody goes through its rows. */
    private final class Rows implements Iterator<List<Object>> {
        private Iterator<List<Object>> page = new ArrayList<List<Object>>().iterator();

        @Override
        public boolean hasNext() {
            if (!page.hasNext()) {
                page = listed(pages.next()).iterator();
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
    }
}
