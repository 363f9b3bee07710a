package nl.wegwijs;

/** How it stands with a store. */
public final class StoreStatus {
    /** Transactions that the server has not confirmed. */
    public final long unsent;
    public final long rejected;
    public final long conflicts;
    public final long dossiers;
    public final long records;
    /** Like "2026-11-24T08:30:00.000Z"; null: never. */
    public final String lastSync;
    public final boolean inStep;
    public final long storeBytes;

    StoreStatus(Json.Members from) {
        unsent = from.number("unsent");
        rejected = from.number("rejected");
        conflicts = from.number("conflicts");
        dossiers = from.number("dossiers");
        records = from.number("records");
        lastSync = from.text("last_sync");
        inStep = from.truth("in_step");
        storeBytes = from.number("store_bytes");
    }
}
