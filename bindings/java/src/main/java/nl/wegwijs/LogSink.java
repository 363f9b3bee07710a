package nl.wegwijs;

/** Takes lines of the library's log. */
@FunctionalInterface
public interface LogSink {
    void line(LogLevel level, String line);
}
