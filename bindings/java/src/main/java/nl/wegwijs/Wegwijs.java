package nl.wegwijs;

/** The library itself. */
public final class Wegwijs {
    private Wegwijs() {}

    public static int abiVersion() {
        return Native.abiVersion();
    }

    /** Like "0.1.0". */
    public static String version() {
        return Utf8.text(Native.libraryVersion());
    }

    /** "network": syncs and enrols by itself. "threads": has a thread for callbacks. */
    public static boolean hasFeature(String name) {
        return name.indexOf('\0') < 0 && Native.hasFeature(Utf8.bytes(name));
    }
}
