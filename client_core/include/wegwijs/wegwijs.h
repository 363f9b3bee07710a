/* Wegwijs for C and for everything that can call C: one user's encrypted store on one device, which works without a
 * network and syncs when there is one. C99; C++ may include it. docs/architecture.md tells how it is built.
 *
 * CONVENTIONS
 *  1. Names: wegwijs_<noun>_<verb>(handle, what goes in, what comes out, error). Constants: WEGWIJS_<KIND>_<NAME>.
 *  2. A function that can fail gives a wegwijs_status: 0, or the number that also stands in error->code. A call that
 *     fails has changed nothing, unless it says otherwise. `error` may be null.
 *  3. wegwijs_error is the caller's own memory: nothing to free, and no other thread changes it.
 *  4. Text goes in as wegwijs_string: UTF-8, borrowed for the call. {NULL, 0} is the empty text.
 *  5. Text comes out as wegwijs_text, which the caller gives back with wegwijs_text_free. After an error it is empty.
 *     Its bytes are followed by a zero, which `size` does not count.
 *  6. Handles are opaque and tagged: one that is null, closed or of another kind is WEGWIJS_ERROR_MISUSE. They may be
 *     closed in any order; closing null does nothing. Each is closed once.
 *  7. Option structs begin with struct_size, which their _init function sets. Fields are only ever added at the end;
 *     zero means the default.
 *  8. Enumerations are int32_t with constants whose numbers stay. Be ready for numbers that you do not know.
 *  9. A callback is registered with a context and a function that releases it (may be null), called exactly once: when
 *     it is unregistered, when its store is closed, or before a registration that fails returns.
 * 10. What is not there is a result and no error: the function says so.
 *
 * THREADS
 *  a. Any function may be called from any thread. Calls on one store wait for each other; wegwijs_sync_start works
 *     beside them. Different stores are independent.
 *  b. No callback runs while the library holds a lock, and none within a call of yours (but see c).
 *  c. The callbacks of a store come one at a time, on one thread of the library (or, where it was built without
 *     threads, in wegwijs_store_run_callbacks). They may call any function but wegwijs_store_close of their store,
 *     wegwijs_store_run_callbacks and wegwijs_sync_wait, which are WEGWIJS_ERROR_MISUSE there. They should return soon.
 *  d. When unobserve or close has returned, no callback of it runs any more and its context was released.
 *
 * TEXT THAT IS JSON (RFC 8259). Ids are text like "01a0c488-7742-7f3e-b01a-442281e1234b". Moments are text like
 * "2026-11-24T08:30:00.000Z". Integers beyond 2^53 in answers of SQL come as text. Values go in as text that a person
 * would type, and the field's type decides what it means: "true", dates like "2026-03-14", partial dates "1972",
 * "1972-05", "onbekend", a code of the list, an id; empty text empties the field. An assignment is
 * {"id","field","value"}, of a set {"id","field","element","value":"true"|"false"}; `id` is left out where the record
 * is given beside it.
 *
 * SECURITY. The pages are encrypted with a key of the store's own, which a key from the PIN wraps (Argon2id, RFC 9106;
 * opening needs 64 MiB for it): AVG art. 32(1)(a). A device holds only what its user may see: AVG art. 25(2). No error
 * and no log line repeats what somebody typed.
 */
#ifndef WEGWIJS_H
#define WEGWIJS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef WEGWIJS_EXPORT
#if defined(__GNUC__)
#define WEGWIJS_EXPORT __attribute__((visibility("default")))
#else
#define WEGWIJS_EXPORT
#endif
#endif

/* ---- plain types ------------------------------------------------------------------------------------------------ */

typedef int32_t wegwijs_status;

typedef struct wegwijs_string {
    const char* data;
    size_t size; /* octets */
} wegwijs_string;

typedef struct wegwijs_text {
    const char* data; /* never null after a success */
    size_t size;
} wegwijs_text;

/* When it makes sense to try the same thing again. */
typedef int32_t wegwijs_retry;
#define WEGWIJS_RETRY_NEVER 0
#define WEGWIJS_RETRY_NOW 1
#define WEGWIJS_RETRY_LATER 2
#define WEGWIJS_RETRY_WHEN_ONLINE 3
#define WEGWIJS_RETRY_AFTER_SIGN_IN 4
#define WEGWIJS_RETRY_AFTER_UPDATE 5

typedef struct wegwijs_error {
    wegwijs_status code;
    wegwijs_retry retry;
    char name[48];     /* the code in words, "wrong_pin"; of WEGWIJS_ERROR_SERVER the server's own, "device_revoked" */
    char message[720]; /* for people: what happened, what is safe, what to do. Cut at a whole character. */
} wegwijs_error;

typedef struct wegwijs_store wegwijs_store;
typedef struct wegwijs_query wegwijs_query;
typedef struct wegwijs_enrolment wegwijs_enrolment;
typedef struct wegwijs_exchange wegwijs_exchange;

/* ---- errors ----------------------------------------------------------------------------------------------------- */

#define WEGWIJS_OK 0
/* the call */
#define WEGWIJS_ERROR_MISUSE 1       /* a null or closed handle, a wrong kind of argument, a call from a callback */
#define WEGWIJS_ERROR_MEMORY 2       /* there is not enough of it */
#define WEGWIJS_ERROR_INTERNAL 3     /* a fault of ours; the store is safe as it was */
#define WEGWIJS_ERROR_NOT_BUILT_IN 4 /* this build cannot do it: see wegwijs_has_feature */
#define WEGWIJS_ERROR_INVALID_JSON 5 /* the text is not JSON, or not of the form that the function names */
/* the store */
#define WEGWIJS_ERROR_STORE_MISSING 100
#define WEGWIJS_ERROR_STORE_EXISTS 101
#define WEGWIJS_ERROR_STORE_BUSY 102    /* it is open already, here or in another program */
#define WEGWIJS_ERROR_STORE_NEWER 103   /* made by a newer version */
#define WEGWIJS_ERROR_STORE_DAMAGED 104 /* it was set aside; the message says where, and what was saved */
#define WEGWIJS_ERROR_STORE_READONLY 105
#define WEGWIJS_ERROR_STORE_CLOSED 106 /* what was opened in it (an edit, an exchange) ended with it */
#define WEGWIJS_ERROR_NO_PIN 107
#define WEGWIJS_ERROR_WRONG_PIN 108
#define WEGWIJS_ERROR_LOCKED 109 /* too many tries; the message says until when */
#define WEGWIJS_ERROR_DISK_FULL 110
#define WEGWIJS_ERROR_DISK 111
#define WEGWIJS_ERROR_SQLITE 112
/* changing and reading */
#define WEGWIJS_ERROR_NOT_SHOWN 200     /* no such record here, it was not in the edit, or it has not come yet */
#define WEGWIJS_ERROR_DOSSIER_GONE 201  /* it left this device */
#define WEGWIJS_ERROR_NOT_ALLOWED 202   /* the role may not */
#define WEGWIJS_ERROR_CONFLICT_OPEN 203 /* decide first */
#define WEGWIJS_ERROR_ALREADY_SET 204   /* a field whose first value stays */
#define WEGWIJS_ERROR_MOVE 205          /* from this code to that one the pack has no move */
#define WEGWIJS_ERROR_FROZEN 206        /* it was made final, like a decided PIP (Wi2021 art. 15) */
#define WEGWIJS_ERROR_APPEND_ONLY 207   /* such a record is corrected by another one */
#define WEGWIJS_ERROR_DELETED 208
#define WEGWIJS_ERROR_REQUIRED 209
#define WEGWIJS_ERROR_INVALID_VALUE 210
#define WEGWIJS_ERROR_LIMIT 211  /* too much for one transaction: 10,000 values, 2 MiB */
#define WEGWIJS_ERROR_SEALED 212 /* this user may no longer read it */
#define WEGWIJS_ERROR_SQL 213
/* the link */
#define WEGWIJS_ERROR_URL 300
#define WEGWIJS_ERROR_TLS_REQUIRED 301 /* plain http goes to this machine itself only */
#define WEGWIJS_ERROR_TLS 302          /* the server's certificate is not trusted, or TLS failed */
#define WEGWIJS_ERROR_OFFLINE 303
#define WEGWIJS_ERROR_TIMEOUT 304
#define WEGWIJS_ERROR_CUT 305 /* nobody knows whether the server did it: the next sync finds out */
#define WEGWIJS_ERROR_CANCELLED 306
#define WEGWIJS_ERROR_SYNC_BUSY 307    /* another sync of this store runs */
#define WEGWIJS_ERROR_ANSWER 308       /* what answered does not speak our protocol */
#define WEGWIJS_ERROR_CODE_INVALID 309 /* an enrolment code that was used, expired or is unknown */
#define WEGWIJS_ERROR_SERVER 399       /* the server refused; `name` has its own code */

/* ---- the library ------------------------------------------------------------------------------------------------ */

#define WEGWIJS_ABI_VERSION 1
/* Of the library that is loaded: a binding refuses another one than it was made for. */
WEGWIJS_EXPORT uint32_t wegwijs_abi_version(void);
WEGWIJS_EXPORT const char* wegwijs_library_version(void); /* "0.1.0" */
/* "network": syncs and enrols by itself. "threads": has a thread for callbacks. 1 or 0. */
WEGWIJS_EXPORT int32_t wegwijs_has_feature(const char* name);
/* Takes a zeroed or an already freed one too. */
WEGWIJS_EXPORT void wegwijs_text_free(wegwijs_text* text);

/* ---- opening and closing ---------------------------------------------------------------------------------------- */

typedef struct wegwijs_store_options {
    uint32_t struct_size;
    uint32_t reserved;
    wegwijs_string path; /* of the database; its wrapped key stands beside it as path + ".key" and ".key.2" */
    wegwijs_string pin;  /* any octets but none; wipe your copy after the call */
} wegwijs_store_options;
WEGWIJS_EXPORT void wegwijs_store_options_init(wegwijs_store_options* options);

/* Errors STORE_MISSING, NO_PIN, WRONG_PIN, LOCKED, STORE_DAMAGED, STORE_BUSY, STORE_NEWER. */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_open(const wegwijs_store_options* options, wegwijs_store** store,
                                                 wegwijs_error* error);
/* Cancels a sync, waits for it and for the callback that runs, and closes. From a callback of the store: MISUSE, and it
 * stays open. */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_close(wegwijs_store* store, wegwijs_error* error);

/* Makes a store for one user and enrols this device at the server ("https://host[:port]"). Blocks, without an answer at
 * most a minute and a half. Cut off at any moment, even by a kill, it can be called again with the same code and PIN.
 * `ca_file`: PEM, only these certificates are trusted; empty: the system's. Errors STORE_EXISTS, WRONG_PIN (begun with
 * another one), NO_PIN, CODE_INVALID, those of the link and of the store, NOT_BUILT_IN. */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_enrol(const wegwijs_store_options* options, wegwijs_string server,
                                                  wegwijs_string code, wegwijs_string ca_file, wegwijs_store** store,
                                                  wegwijs_error* error);

/* The same for a host that sends requests itself: begin, send `request`, hand over the answer's status and body.
 * Request: {"method","path","headers":{name: value},"body":base64}. A failed _answer leaves the enrolment as it was:
 * send again, or close it. An empty request: an earlier try came through; hand over any answer. */
WEGWIJS_EXPORT wegwijs_status wegwijs_enrolment_begin(const wegwijs_store_options* options, wegwijs_string server,
                                                      wegwijs_string code, wegwijs_enrolment** enrolment,
                                                      wegwijs_text* request, wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_enrolment_answer(wegwijs_enrolment* enrolment, int32_t http_status,
                                                       wegwijs_string body, wegwijs_store** store,
                                                       wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_enrolment_close(wegwijs_enrolment* enrolment, wegwijs_error* error);

/* {"device","user","role","server"} */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_owner(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);

/* ---- changing: each is one transaction ---------------------------------------------------------------------------
 * Durable when the call returns. `number` is the transaction's own, as wegwijs_store_rejected names it; it may be null.
 * Errors NOT_SHOWN, DOSSIER_GONE, NOT_ALLOWED, CONFLICT_OPEN, ALREADY_SET, MOVE, FROZEN, APPEND_ONLY, DELETED,
 * REQUIRED, INVALID_VALUE, LIMIT. */

/* A form was opened over what is shown now of these records, ["id"...], all of one dossier (else LIMIT). It is kept in
 * the store, also when the program is killed, until it is saved or dropped. What somebody else changes meanwhile is not
 * overwritten by saving it: both values stay, for a person to decide. */
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_open(wegwijs_store* store, wegwijs_string ids_json, uint64_t* edit,
                                                wegwijs_error* error);
/* Gives the dossier of an edit that is still open; an empty text when it is not. */
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_find(wegwijs_store* store, uint64_t edit, wegwijs_text* dossier,
                                                wegwijs_error* error);
/* Closes it without saving. One that is closed is no error. */
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_drop(wegwijs_store* store, uint64_t edit, wegwijs_error* error);
/* [assignment...]. Saves and closes the edit; after an error it is still open. So do the next three. */
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_save(wegwijs_store* store, uint64_t edit, wegwijs_string assignments_json,
                                                uint64_t* number, wegwijs_error* error);
/* An assignment with the value that is right: one of those in conflict, or another. Of field "_verwijderd": "true"
 * deletes, "false" keeps. */
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_decide(wegwijs_store* store, uint64_t edit, wegwijs_string assignment_json,
                                                  uint64_t* number, wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_remove(wegwijs_store* store, uint64_t edit, wegwijs_string id,
                                                  uint64_t* number, wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_edit_restore(wegwijs_store* store, uint64_t edit, wegwijs_string id,
                                                   uint64_t* number, wegwijs_error* error);

/* The same without a form: over what is here now. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_set(wegwijs_store* store, wegwijs_string id,
                                                 wegwijs_string assignments_json, uint64_t* number,
                                                 wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_record_decide(wegwijs_store* store, wegwijs_string id,
                                                    wegwijs_string assignment_json, uint64_t* number,
                                                    wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_record_remove(wegwijs_store* store, wegwijs_string id, uint64_t* number,
                                                    wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_record_restore(wegwijs_store* store, wegwijs_string id, uint64_t* number,
                                                     wegwijs_error* error);

/* [{"entity","gemeente" (a root: CBS code) or "parent","id" (of wegwijs_id_make; optional),"values":[assignment...]}],
 * all of one dossier; a root comes first and begins it. Gives ["id"...] in the same order. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_create(wegwijs_store* store, wegwijs_string records_json,
                                                    wegwijs_text* ids_json, wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_id_make(wegwijs_store* store, wegwijs_text* id, wegwijs_error* error);

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* {"id","entity","dossier","fields":{name: value},"conflicts":{name: [{"value","by","device","at"}]},"unknown":{...},
 * "state":"local"|"server"}, and "deleted":true. An empty text when it is not here. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_get(wegwijs_store* store, wegwijs_string id, wegwijs_text* json,
                                                 wegwijs_error* error);
/* ["id"...] of one kind; of one dossier when it is not empty. `where_sql` is a condition over the columns, or empty:
 * never build it from what somebody typed, that is for wegwijs_query_open. Errors INVALID_VALUE (no such kind), SQL. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_list(wegwijs_store* store, wegwijs_string entity, wegwijs_string where_sql,
                                                  wegwijs_string dossier, wegwijs_text* ids_json, wegwijs_error* error);
/* People by name in any spelling, or by number: ["id"...], best first, at most `at_most` (0: 25). */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_find(wegwijs_store* store, wegwijs_string text, uint32_t at_most,
                                                  wegwijs_text* ids_json, wegwijs_error* error);
/* [{"field","value","by","device","at","stands"}], in the order of time; of one field when it is not empty. Error
 * NOT_SHOWN. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_history(wegwijs_store* store, wegwijs_string id, wegwijs_string field,
                                                     wegwijs_text* json, wegwijs_error* error);

/* The record held against the rules of the pack, as if the assignments (or none: empty) had been saved; saves nothing.
 * They may name other records that are here; "_verwijderd": "true" is as if it were deleted. What is not as a rule
 * asks, in "nl" or "en":
 * [{"code","severity":"error"|"warning"|"info","fields":[name...],"outcome":"failed"|"unknown"|"info", "label"}].
 * "unknown": this device cannot know. Fields of another record are named "traject.termijn_start". Errors NOT_SHOWN,
 * INVALID_VALUE. */
WEGWIJS_EXPORT wegwijs_status wegwijs_record_check(wegwijs_store* store, wegwijs_string id,
                                                   wegwijs_string assignments_json, wegwijs_string language,
                                                   wegwijs_text* json, wegwijs_error* error);

/* One SELECT over a table per kind of record, with a column per field and `id`. Parameters are a JSON array; "?1" is
 * its first. The rows are those of now: any other call on the store, closing it too, has what is left read first. So
 * close a query when you have enough. Error SQL, also where it has no answer at one of the first 1000 rows. */
WEGWIJS_EXPORT wegwijs_status wegwijs_query_open(wegwijs_store* store, wegwijs_string sql,
                                                 wegwijs_string parameters_json, wegwijs_query** query,
                                                 wegwijs_error* error);
/* ["name"...] */
WEGWIJS_EXPORT wegwijs_status wegwijs_query_columns(wegwijs_query* query, wegwijs_text* json, wegwijs_error* error);
/* The next rows as [[cell...]...], at most `rows` (0: 1000); an empty text after the last one. Ids are text.
 * Where reading fails at a row, its error comes after the rows before it. */
WEGWIJS_EXPORT wegwijs_status wegwijs_query_next(wegwijs_query* query, uint32_t rows, wegwijs_text* json,
                                                 wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_query_close(wegwijs_query* query, wegwijs_error* error);

/* What a person has to decide: [{"id","dossier","entity","field","element","values":[{"value","by","device","at"}]}] */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_conflicts(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);
/* What the server refused: [{"number","code","reason","transaction","sealed"}] */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_rejected(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);
/* Saves the same changes anew, over what is here now. Errors of changing, SEALED. */
WEGWIJS_EXPORT wegwijs_status wegwijs_rejected_retry(wegwijs_store* store, uint64_t number, wegwijs_error* error);
/* Throws it away for good. */
WEGWIJS_EXPORT wegwijs_status wegwijs_rejected_discard(wegwijs_store* store, uint64_t number, wegwijs_error* error);
/* {"unsent","rejected","conflicts","dossiers","records","last_sync","in_step","store_bytes"} */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_status(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);
/* Reads every page: {"ok","findings":[text],"repaired":[text]} */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_check(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);

/* ---- the domain -------------------------------------------------------------------------------------------------- */

/* The schema pack: kinds, fields, codes, moves, roles, labels, sources of law. */
WEGWIJS_EXPORT wegwijs_status wegwijs_pack_get(wegwijs_store* store, wegwijs_text* json, wegwijs_error* error);
/* What this user's role works with, in "nl" or "en": [{"name","label"}] and
 * [{"name","label","type","required","policy","class","read","write","values"}]. */
WEGWIJS_EXPORT wegwijs_status wegwijs_pack_entities(wegwijs_store* store, wegwijs_string language, wegwijs_text* json,
                                                    wegwijs_error* error);
WEGWIJS_EXPORT wegwijs_status wegwijs_pack_fields(wegwijs_store* store, wegwijs_string entity, wegwijs_string language,
                                                  wegwijs_text* json, wegwijs_error* error);

/* ---- being told -------------------------------------------------------------------------------------------------- */

/* [{"dossier","why":"local"|"synced"|"forgotten"|"erased","records":["id"...]}] of one or more commits. It says that
 * something changed, not what stands there now: read it. */
typedef void (*wegwijs_observer)(wegwijs_string changes_json, void* context);
WEGWIJS_EXPORT wegwijs_status wegwijs_store_observe(wegwijs_store* store, wegwijs_observer observer, void* context,
                                                    void (*release)(void* context), uint64_t* number,
                                                    wegwijs_error* error);
/* One that is not there is no error. */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_unobserve(wegwijs_store* store, uint64_t number, wegwijs_error* error);
/* Returns when no callback waits to be called. Where "threads" are not built in it calls them itself, in this very
 * call; `called`, which may be null, is how many it called. From a callback: MISUSE. */
WEGWIJS_EXPORT wegwijs_status wegwijs_store_run_callbacks(wegwijs_store* store, uint32_t* called, wegwijs_error* error);

/* ---- sync: sends what is only here and fetches what is new ---------------------------------------------------------
 * It may be broken off at any moment and repeated: what came in is there, nothing is sent twice.
 * Options: {"first":["dossier"...],"check_all":bool,"attempts":n}, or empty. Report: {"pushed","rejected","pulled",
 * "forgotten","conflicts","requests","bytes_up","bytes_down","took_ms","in_step","repaired"}. */

/* {"phase":"pushing"|"pulling","done","total" (0: not known),"bytes_up","bytes_down","left_ms" (or null)} */
typedef void (*wegwijs_sync_progress)(wegwijs_string progress_json, void* context);
/* The last call: 0 and a report, or an error. */
typedef void (*wegwijs_sync_done)(wegwijs_string report_json, const wegwijs_error* error, void* context);

/* On a thread of the library. Both callbacks may be null. Errors SYNC_BUSY, NOT_BUILT_IN; the others go to `done`. */
WEGWIJS_EXPORT wegwijs_status wegwijs_sync_start(wegwijs_store* store, wegwijs_string options_json,
                                                 wegwijs_sync_progress progress, wegwijs_sync_done done, void* context,
                                                 void (*release)(void* context), wegwijs_error* error);
/* Asks it to stop, and returns at once; `done` comes within a second. None that runs is no error. */
WEGWIJS_EXPORT wegwijs_status wegwijs_sync_cancel(wegwijs_store* store, wegwijs_error* error);
/* Returns when none runs and `done` has returned. */
WEGWIJS_EXPORT wegwijs_status wegwijs_sync_wait(wegwijs_store* store, wegwijs_error* error);

/* The same for a host that sends requests itself, without a thread of the library. */
typedef int32_t wegwijs_step;
#define WEGWIJS_STEP_SEND 1     /* `request` is to be sent: {"id","method","path","headers":{name: value}} and `body` */
#define WEGWIJS_STEP_WAIT 2     /* wait `wait_ms`, then ask again */
#define WEGWIJS_STEP_FINISHED 3 /* `request` is the report */
WEGWIJS_EXPORT wegwijs_status wegwijs_exchange_begin(wegwijs_store* store, wegwijs_string options_json,
                                                     wegwijs_exchange** exchange, wegwijs_error* error);
/* What to do next. Asked again before the answer it gives the same. An error ends the exchange; nothing is lost. */
WEGWIJS_EXPORT wegwijs_status wegwijs_exchange_next(wegwijs_exchange* exchange, wegwijs_step* step,
                                                    wegwijs_text* request, wegwijs_text* body, uint32_t* wait_ms,
                                                    wegwijs_error* error);
/* Hands over the answer to request `id`; http_status 0: none came (offline, cut, timed out). Headers: {name: value}, or
 * empty; a host that has unpacked the body leaves content-encoding out. An answer to an older request is passed over.
 */
WEGWIJS_EXPORT wegwijs_status wegwijs_exchange_answer(wegwijs_exchange* exchange, uint64_t id, int32_t http_status,
                                                      wegwijs_string headers_json, wegwijs_string body,
                                                      wegwijs_error* error);
/* Also in the middle: what came in stays. */
WEGWIJS_EXPORT wegwijs_status wegwijs_exchange_close(wegwijs_exchange* exchange, wegwijs_error* error);

/* ---- what the library says about itself ------------------------------------------------------------------------- */

typedef int32_t wegwijs_log_level;
#define WEGWIJS_LOG_ERROR 1   /* a fault of ours, and nothing else */
#define WEGWIJS_LOG_WARNING 2 /* somebody may need to know */
#define WEGWIJS_LOG_INFO 3    /* a few lines a sync */
/* One line without user data: "sync pushed=12 pulled=200 requests=2 took_ms=480". Called as other callbacks of the
 * store are. Replaces the one before; a null sink takes it away. */
typedef void (*wegwijs_log_sink)(wegwijs_log_level level, wegwijs_string line, void* context);
WEGWIJS_EXPORT wegwijs_status wegwijs_store_log(wegwijs_store* store, wegwijs_log_level least, wegwijs_log_sink sink,
                                                void* context, void (*release)(void* context), wegwijs_error* error);

#ifdef __cplusplus
}
#endif

#endif /* WEGWIJS_H */
