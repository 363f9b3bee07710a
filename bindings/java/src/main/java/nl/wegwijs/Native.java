package nl.wegwijs;

/**
 * The functions of {@code wegwijs.h} by their own names: {@code wegwijs_edit_open} is {@code editOpen}. Text crosses as
 * UTF-8, handles and 64-bit numbers as {@code long}, and an error is thrown as {@link WegwijsException}.
 */
final class Native {
    private static final int MADE_FOR = 1;

    static {
        System.loadLibrary("wegwijs_java");
        if (abiVersion() != MADE_FOR) {
            throw new UnsatisfiedLinkError("The library wegwijs has interface version " + abiVersion()
                    + "; these classes were made for " + MADE_FOR + ".");
        }
    }

    private Native() {}

    static native int abiVersion();
    static native byte[] libraryVersion();
    static native boolean hasFeature(byte[] name);

    static native long storeOpen(byte[] path, byte[] pin);
    static native void storeClose(long store);
    static native long storeEnrol(byte[] path, byte[] pin, byte[] server, byte[] code, byte[] caFile);
    /** Gives the request; the handle goes into {@code made[0]}. */
    static native byte[] enrolmentBegin(byte[] path, byte[] pin, byte[] server, byte[] code, long[] made);
    static native long enrolmentAnswer(long enrolment, int httpStatus, byte[] body);
    static native void enrolmentClose(long enrolment);
    static native byte[] storeOwner(long store);

    static native long editOpen(long store, byte[] idsJson);
    static native byte[] editFind(long store, long edit);
    static native void editDrop(long store, long edit);
    static native long editSave(long store, long edit, byte[] assignmentsJson);
    static native long editDecide(long store, long edit, byte[] assignmentJson);
    static native long editRemove(long store, long edit, byte[] id);
    static native long editRestore(long store, long edit, byte[] id);
    static native long recordSet(long store, byte[] id, byte[] assignmentsJson);
    static native long recordDecide(long store, byte[] id, byte[] assignmentJson);
    static native long recordRemove(long store, byte[] id);
    static native long recordRestore(long store, byte[] id);
    static native byte[] recordCreate(long store, byte[] recordsJson);
    static native byte[] idMake(long store);

    static native byte[] recordGet(long store, byte[] id);
    static native byte[] recordList(long store, byte[] entity, byte[] whereSql, byte[] dossier);
    static native byte[] recordFind(long store, byte[] text, int atMost);
    static native byte[] recordHistory(long store, byte[] id, byte[] field);
    static native byte[] recordCheck(long store, byte[] id, byte[] assignmentsJson, byte[] language);
    static native long queryOpen(long store, byte[] sql, byte[] parametersJson);
    static native byte[] queryColumns(long query);
    static native byte[] queryNext(long query, int rows);
    static native void queryClose(long query);
    static native byte[] storeConflicts(long store);
    static native byte[] storeRejected(long store);
    static native void rejectedRetry(long store, long number);
    static native void rejectedDiscard(long store, long number);
    static native byte[] storeStatus(long store);
    static native byte[] storeCheck(long store);

    static native byte[] packGet(long store);
    static native byte[] packEntities(long store, byte[] language);
    static native byte[] packFields(long store, byte[] entity, byte[] language);

    static native long storeObserve(long store, Callback callback);
    static native void storeUnobserve(long store, long number);
    static native int storeRunCallbacks(long store);

    static native void syncStart(long store, byte[] optionsJson, boolean progress, Callback callback);
    static native void syncCancel(long store);
    static native void syncWait(long store);
    static native long exchangeBegin(long store, byte[] optionsJson);
    /** Gives {request, body}; the step goes into {@code made[0]}, how many milliseconds to wait into {@code made[1]}. */
    static native byte[][] exchangeNext(long exchange, long[] made);
    static native void exchangeAnswer(long exchange, long id, int httpStatus, byte[] headersJson, byte[] body);
    static native void exchangeClose(long exchange);

    static native void storeLog(long store, int least, Callback callback);
}
