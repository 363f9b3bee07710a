package nl.wegwijs;

/** The functions of {@code tests/contract/echo.h}: what comes back is what went over, in the forms of {@link Native}. */
public final class Echo {
    private Echo() {}

    public static String text(String text) {
        load();
        return Utf8.text(text(Utf8.bytes(text)));
    }

    public static long wideNumber(long number) {
        load();
        return wide(number);
    }

    public static int smallNumber(int number) {
        load();
        return small(number);
    }

    public static long octets(String text) {
        load();
        return size(Utf8.bytes(text));
    }

    private static void load() {
        Native.abiVersion();
    }

    private static native byte[] text(byte[] text);
    private static native long wide(long number);
    private static native int small(int number);
    private static native long size(byte[] bytes);
}
