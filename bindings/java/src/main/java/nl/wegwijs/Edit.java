package nl.wegwijs;

import java.util.Optional;

/**
 * A form that somebody has open. It is kept in the store, also when the program is killed, until it is saved or dropped;
 * so keep its number, and find it again with {@link Store#findEdit(long)}. What somebody else changes meanwhile is not
 * overwritten by saving it: both values stay, for a person to decide.
 *
 * <p>Saving, deciding, removing and restoring give the transaction's number and close the form; after an error it is
 * still open.
 */
public final class Edit {
    private final Store store;
    private final long number;

    Edit(Store store, long number) {
        this.store = store;
        this.number = number;
    }

    public long number() {
        return number;
    }

    /** Empty: it is not open any more. */
    public Optional<String> dossier() {
        return Store.textOrNone(Native.editFind(store.number(), number));
    }

    public long save(Assignment... values) {
        return saveJson(Assignment.json(values));
    }

    public long saveJson(String assignmentsJson) {
        return Native.editSave(store.number(), number, Utf8.bytes(assignmentsJson));
    }

    /** Ends a conflict with the value that is right. Of the field "_verwijderd": "true" deletes, "false" keeps. */
    public long decide(Assignment value) {
        return decideJson(Json.write(value.members()));
    }

    public long decideJson(String assignmentJson) {
        return Native.editDecide(store.number(), number, Utf8.bytes(assignmentJson));
    }

    public long remove(String id) {
        return Native.editRemove(store.number(), number, Utf8.bytes(id));
    }

    public long restore(String id) {
        return Native.editRestore(store.number(), number, Utf8.bytes(id));
    }

    /** Closes it without saving. One that is closed is no error. */
    public void drop() {
        Native.editDrop(store.number(), number);
    }
}
