package nl.wegwijs;

/** How much a line of the library's log matters. */
public enum LogLevel {
    /** A fault of the library, and nothing else. */
    ERROR(1),
    /** Somebody may need to know. */
    WARNING(2),
    /** A few lines a sync. */
    INFO(3);

    private final int number;

    LogLevel(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** A level of a newer library says even more. */
    static LogLevel of(int number) {
        return number == 1 ? ERROR : number == 2 ? WARNING : INFO;
    }
}
