package nl.wegwijs;

/** What went wrong, with the numbers of {@code wegwijs.h}. The library is tested to have the same list. */
public enum ErrorCode {
    /** A closed handle, a wrong kind of argument, or a call that is not allowed from a callback. */
    MISUSE(1),
    /** There is not enough memory. */
    MEMORY(2),
    /** A fault of the library; the store is safe as it was. */
    INTERNAL(3),
    /** This build cannot do it: see {@link Wegwijs#hasFeature}. */
    NOT_BUILT_IN(4),
    /** The text is not JSON, or not of the form that the method names. */
    INVALID_JSON(5),
    /** There is no store at this path. */
    STORE_MISSING(100),
    /** There is a store already. */
    STORE_EXISTS(101),
    /** It is open already, here or in another program. */
    STORE_BUSY(102),
    /** It was made by a newer version. */
    STORE_NEWER(103),
    /** It was set aside; the message says where, and what was saved. */
    STORE_DAMAGED(104),
    /** The files may only be read. */
    STORE_READONLY(105),
    /** What was opened in the store ended with it. */
    STORE_CLOSED(106),
    /** The PIN is empty. */
    NO_PIN(107),
    /** Another PIN opens it. */
    WRONG_PIN(108),
    /** Too many tries; the message says until when. */
    LOCKED(109),
    /** The disk is full. */
    DISK_FULL(110),
    /** The disk failed. */
    DISK(111),
    /** The database failed. */
    SQLITE(112),
    /** No such record here, it was not in the edit, or it has not come yet. */
    NOT_SHOWN(200),
    /** The dossier left this device. */
    DOSSIER_GONE(201),
    /** The role may not. */
    NOT_ALLOWED(202),
    /** A person decides first. */
    CONFLICT_OPEN(203),
    /** The first value of this field stays. */
    ALREADY_SET(204),
    /** From this code to that one the pack has no move. */
    MOVE(205),
    /** It was made final. */
    FROZEN(206),
    /** Such a record is corrected by another one. */
    APPEND_ONLY(207),
    /** The record is deleted. */
    DELETED(208),
    /** A field is needed. */
    REQUIRED(209),
    /** The field cannot hold this. */
    INVALID_VALUE(210),
    /** Too much for one transaction. */
    LIMIT(211),
    /** This user may no longer read it. */
    SEALED(212),
    /** The query is wrong, or has no answer at one of its rows. */
    SQL(213),
    /** The server's address is not usable. */
    URL(300),
    /** Plain http goes to this machine itself only. */
    TLS_REQUIRED(301),
    /** The server's certificate is not trusted, or TLS failed. */
    TLS(302),
    /** The server was not reached. */
    OFFLINE(303),
    /** No answer came in time. */
    TIMEOUT(304),
    /** Nobody knows whether the server did it: the next sync finds out. */
    CUT(305),
    /** It was asked to stop. */
    CANCELLED(306),
    /** Another sync of this store runs. */
    SYNC_BUSY(307),
    /** What answered does not speak our protocol. */
    ANSWER(308),
    /** The enrolment code was used, expired or is unknown. */
    CODE_INVALID(309),
    /** The server refused; {@link WegwijsException#errorName} has its own code. */
    SERVER(399),
    /** A number of a newer library; {@link WegwijsException#number} has it. */
    UNKNOWN(-1);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number that stays through all versions. */
    public int number() {
        return number;
    }

    static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return UNKNOWN;
    }
}
