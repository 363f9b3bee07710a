package nl.wegwijs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

final class Refusals {
    private Refusals() {}

    static WegwijsException refused(ErrorCode code, Executable work) {
        WegwijsException error = assertThrows(WegwijsException.class, work);
        assertEquals(code, error.code(), error.getMessage());
        assertEquals(code.number(), error.number());
        return error;
    }
}
