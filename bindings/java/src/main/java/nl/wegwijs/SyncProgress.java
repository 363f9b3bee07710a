package nl.wegwijs;

import java.util.OptionalLong;

/** How far a sync is. */
public final class SyncProgress {
    /** "pushing" or "pulling". */
    public final String phase;
    public final long done;
    /** 0: not known. */
    public final long total;
    public final long bytesUp;
    public final long bytesDown;
    public final OptionalLong leftMs;

    SyncProgress(Json.Members from) {
        phase = from.text("phase");
        done = from.number("done");
        total = from.number("total");
        bytesUp = from.number("bytes_up");
        bytesDown = from.number("bytes_down");
        leftMs = from.has("left_ms") ? OptionalLong.of(from.number("left_ms")) : OptionalLong.empty();
    }
}
