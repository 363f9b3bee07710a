package nl.wegwijs;

/**
 * A call failed and has changed nothing, unless its method says otherwise. The message is for people: what happened, what
 * is safe, what to do. It never repeats what somebody typed.
 */
public final class WegwijsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int number;
    private final Retry retry;
    private final String errorName;

    /** From native code. */
    private WegwijsException(int number, int retry, byte[] name, byte[] message) {
        this(number, Retry.of(retry), Utf8.text(name), Utf8.text(message));
    }

    private WegwijsException(int number, Retry retry, String name, String message) {
        super(message);
        this.number = number;
        this.retry = retry;
        this.errorName = name;
    }

    static WegwijsException misuse(String message) {
        return new WegwijsException(
                ErrorCode.MISUSE.number(), Retry.NEVER, "misuse", message + " Nothing was changed.");
    }

    static WegwijsException invalidJson(String message) {
        return new WegwijsException(ErrorCode.INVALID_JSON.number(), Retry.NEVER, "invalid_json", message);
    }

    public ErrorCode code() {
        return ErrorCode.of(number);
    }

    /** The number of the code, also of one that these classes do not know. */
    public int number() {
        return number;
    }

    /** The code in words, "wrong_pin"; of {@link ErrorCode#SERVER} the server's own, "device_revoked". */
    public String errorName() {
        return errorName;
    }

    public Retry retry() {
        return retry;
    }
}
