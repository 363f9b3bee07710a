package nl.wegwijs;

/** What a sync did. */
public final class SyncReport {
    public final long pushed;
    public final long rejected;
    public final long pulled;
    public final long forgotten;
    /** That are open when it has ended. */
    public final long conflicts;
    public final long requests;
    public final long bytesUp;
    public final long bytesDown;
    public final long tookMs;
    /** Device and server have the same. */
    public final boolean inStep;
    public final boolean repaired;
    /** The report as the library gave it. */
    public final String json;

    SyncReport(String json) {
        this.json = json;
        Json.Members from = Json.members(json);
        pushed = from.number("pushed");
        rejected = from.number("rejected");
        pulled = from.number("pulled");
        forgotten = from.number("forgotten");
        conflicts = from.number("conflicts");
        requests = from.number("requests");
        bytesUp = from.number("bytes_up");
        bytesDown = from.number("bytes_down");
        tookMs = from.number("took_ms");
        inStep = from.truth("in_step");
        repaired = from.truth("repaired");
    }
}
