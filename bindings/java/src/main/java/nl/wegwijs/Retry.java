package nl.wegwijs;

/** When it makes sense to try the same thing again. The order is that of the numbers in {@code wegwijs.h}. */
public enum Retry {
    NEVER,
    NOW,
    LATER,
    WHEN_ONLINE,
    AFTER_SIGN_IN,
    AFTER_UPDATE;

    private static final Retry[] ALL = values();

    /** A number of a newer library is a reason to update. */
    static Retry of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : AFTER_UPDATE;
    }
}
