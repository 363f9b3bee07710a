#include <cerrno>

#include <sqlite3.h>

#include "client_core/shared/sqlite/sqlite.hpp"

namespace wegwijs::sqlite {

namespace {

struct Kind {
    const char* code;
    const char* why_and_what_now;
    Retry retry;
};

Kind kind_of(sqlite3* db, int rc) {
    // A quota that is used up comes as a write error, but to the user it is a full disk all the same.
    const int cause = db ? sqlite3_system_errno(db) : 0;
    const bool no_room = (rc & 0xff) == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT);
    switch (no_room ? SQLITE_FULL : rc & 0xff) {
        case SQLITE_FULL:
            return {"disk_full", "the disk is full. What was saved before is safe. Free some space and try again.",
                    Retry::later};
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return {"disk_error",
                    "the disk refuses to read or write the file. What was saved before is not changed. Check the disk "
                    "and the rights on its folder, then try again.",
                    Retry::later};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {"store_damaged",
                    "the file is damaged. Nothing more was written to it. Make a copy of it and ask your administrator "
                    "to recover what it holds.",
                    Retry::never};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {"store_busy",
                    "another program is using it. Your data is safe. Close the other program or wait, then try again.",
                    Retry::now};
        case SQLITE_READONLY:
            return {"store_readonly",
                    "it may only be read. Nothing was changed. Check the rights on the file and its folder.",
                    Retry::never};
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return {"constraint", "what was to be saved breaks a rule of the store. Nothing was changed.",
                    Retry::never};
        default:
            return {"sqlite", "the database gave an error. What was saved before is safe. Report this.", Retry::never};
    }
}

}  // namespace

Error error_from(sqlite3* db, int rc, std::string_view doing) {
    // SQLite's own text may repeat what a person searched for; its number never does.
    const Kind kind = kind_of(db, rc);
    const int number =
        db && (rc & 0xff) == rc && (sqlite3_extended_errcode(db) & 0xff) == rc ? sqlite3_extended_errcode(db) : rc;
    std::string message = "Could not ";
    message.append(doing).append(": ").append(kind.why_and_what_now);
    message.append(" (SQLite ").append(std::to_string(number)).append(")");
    return Error{kind.code, std::move(message), kind.retry};
}

}  // namespace wegwijs::sqlite
