import CWegwijs
import Foundation

/// One user's encrypted store on this device, complete without a network.
///
/// Any function may be called from any thread. The calls are short and block; `sync` and `enrol` do not.
public final class Store: @unchecked Sendable {
    let handle: OpaquePointer
    private let lock = NSLock()
    private var closed = false

    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { try? close() }

    /// Needs 64 MiB of memory and up to a second, for the PIN.
    public static func open(path: String, pin: String) async throws -> Store {
        try await elsewhere { try opened(path, pin) { wegwijs_store_open($0, $1, $2) } }
    }

    /// Makes a store for one user and enrols this device. Cut off at any moment, it can be called again with the same
    /// code and PIN. `caFile`: PEM; only these certificates are trusted then.
    public static func enrol(
        path: String, pin: String, server: String, code: String, caFile: String = ""
    ) async throws -> Store {
        try await elsewhere {
            try lending(server) { server in
                try lending(code) { code in
                    try lending(caFile) { caFile in
                        try opened(path, pin) { wegwijs_store_enrol($0, server, code, caFile, $1, $2) }
                    }
                }
            }
        }
    }

    /// Cancels a sync, waits for it and for the callback that runs. Not from a callback.
    public func close() throws {
        lock.lock()
        defer { lock.unlock() }
        if closed { return }
        try run { wegwijs_store_close(handle, $0) }
        closed = true
    }

    static func opened(
        _ path: String, _ pin: String,
        _ call: (
            UnsafePointer<wegwijs_store_options>, UnsafeMutablePointer<OpaquePointer?>,
            UnsafeMutablePointer<wegwijs_error>
        ) -> wegwijs_status
    ) throws -> Store {
        var store: OpaquePointer?
        try lending(path) { path in
            try lending(pin) { pin in
                var options = wegwijs_store_options()
                wegwijs_store_options_init(&options)
                options.path = path
                options.pin = pin
                try run { call(&options, &store, $0) }
            }
        }
        return Store(store!)
    }

    static func elsewhere<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try work() }) }
        }
    }

    // MARK: about it

    public func owner() throws -> Owner { try parsed(Owner.self, text { wegwijs_store_owner(handle, $0, $1) }) }
    public func status() throws -> StoreStatus {
        try parsed(StoreStatus.self, text { wegwijs_store_status(handle, $0, $1) })
    }
    /// Reads every page.
    public func check() throws -> CheckReport {
        try parsed(CheckReport.self, text { wegwijs_store_check(handle, $0, $1) })
    }
    public func pack() throws -> String { try text { wegwijs_pack_get(handle, $0, $1) } ?? "" }
    public func entities(language: String = "nl") throws -> String {
        try lending(language) { language in try text { wegwijs_pack_entities(handle, language, $0, $1) } ?? "[]" }
    }
    public func fields(of entity: String, language: String = "nl") throws -> String {
        try lending(entity) { entity in
            try lending(language) { language in
                try text { wegwijs_pack_fields(handle, entity, language, $0, $1) } ?? "[]"
            }
        }
    }

    /// The record held against the rules of the pack, as if the assignments had been saved; saves nothing.
    public func check(_ id: String, _ assignments: [Assignment] = [], language: String = "nl") throws -> [RuleFinding] {
        try lending(id) { id in
            try lending(json(assignments)) { all in
                try lending(language) { language in
                    try parsed([RuleFinding].self, text { wegwijs_record_check(handle, id, all, language, $0, $1) })
                }
            }
        }
    }

    // MARK: changing, each in one transaction

    public func makeID() throws -> String { try text { wegwijs_id_make(handle, $0, $1) } ?? "" }

    /// All of one dossier; a root comes first. Gives the ids in the same order.
    public func create(_ records: [NewRecord]) throws -> [String] {
        try lending(json(records)) { records in
            try parsed([String].self, text { wegwijs_record_create(handle, records, $0, $1) })
        }
    }
    /// Over what is here now. With a form on the screen use `openEdit`.
    @discardableResult
    public func set(_ id: String, _ assignments: [Assignment]) throws -> UInt64 {
        try lending(id) { id in
            try lending(json(assignments)) { all in try number { wegwijs_record_set(handle, id, all, $0, $1) } }
        }
    }
    @discardableResult
    public func decide(_ id: String, _ choice: Assignment) throws -> UInt64 {
        try lending(id) { id in
            try lending(json(choice)) { choice in try number { wegwijs_record_decide(handle, id, choice, $0, $1) } }
        }
    }
    @discardableResult
    public func remove(_ id: String) throws -> UInt64 {
        try lending(id) { id in try number { wegwijs_record_remove(handle, id, $0, $1) } }
    }
    @discardableResult
    public func restore(_ id: String) throws -> UInt64 {
        try lending(id) { id in try number { wegwijs_record_restore(handle, id, $0, $1) } }
    }

    /// A form over what is shown now of these records. It survives the end of the program: keep its number.
    public func openEdit(_ ids: [String]) throws -> Edit {
        try lending(json(ids)) { ids in
            Edit(store: self, number: try number { wegwijs_edit_open(handle, ids, $0, $1) })
        }
    }
    /// Nothing: it was saved or dropped.
    public func findEdit(_ number: UInt64) throws -> Edit? {
        try text { wegwijs_edit_find(handle, number, $0, $1) }.map { _ in Edit(store: self, number: number) }
    }

    // MARK: reading

    /// The record as JSON. Nothing: it is not here.
    public func record(_ id: String) throws -> String? {
        try lending(id) { id in try text { wegwijs_record_get(handle, id, $0, $1) } }
    }
    public func record<T: Decodable>(_ id: String, as type: T.Type) throws -> T? {
        try record(id).map { try parsed(type, $0) }
    }
    /// `condition` is SQL over the columns; never build it from what somebody typed.
    public func list(_ entity: String, where condition: String = "", dossier: String = "") throws -> [String] {
        try lending(entity) { entity in
            try lending(condition) { condition in
                try lending(dossier) { dossier in
                    try parsed([String].self, text { wegwijs_record_list(handle, entity, condition, dossier, $0, $1) })
                }
            }
        }
    }
    /// People by name in any spelling, or by number: best first.
    public func find(_ words: String, atMost: UInt32 = 25) throws -> [String] {
        try lending(words) { words in
            try parsed([String].self, text { wegwijs_record_find(handle, words, atMost, $0, $1) })
        }
    }
    public func history(_ id: String, field: String = "") throws -> String {
        try lending(id) { id in
            try lending(field) { field in try text { wegwijs_record_history(handle, id, field, $0, $1) } ?? "[]" }
        }
    }
    public func query(_ sql: String, parametersJSON: String = "[]") throws -> Query {
        var query: OpaquePointer?
        try lending(sql) { sql in
            try lending(parametersJSON) { parameters in
                try run { wegwijs_query_open(handle, sql, parameters, &query, $0) }
            }
        }
        return Query(query!)
    }

    /// What a person has to decide, as JSON.
    public func conflicts() throws -> String { try text { wegwijs_store_conflicts(handle, $0, $1) } ?? "[]" }
    /// What the server refused, as JSON.
    public func rejected() throws -> String { try text { wegwijs_store_rejected(handle, $0, $1) } ?? "[]" }
    public func retryRejected(_ number: UInt64) throws { try run { wegwijs_rejected_retry(handle, number, $0) } }
    /// Throws it away for good.
    public func discardRejected(_ number: UInt64) throws { try run { wegwijs_rejected_discard(handle, number, $0) } }
}

/// A form on the screen. What others change meanwhile is not overwritten by saving it: a person decides then.
public struct Edit: Sendable {
    let store: Store
    public let number: UInt64

    @discardableResult
    public func save(_ assignments: [Assignment]) throws -> UInt64 {
        try lending(json(assignments)) { all in
            try Wegwijs.number { wegwijs_edit_save(store.handle, number, all, $0, $1) }
        }
    }
    @discardableResult
    public func decide(_ choice: Assignment) throws -> UInt64 {
        try lending(json(choice)) { choice in
            try Wegwijs.number { wegwijs_edit_decide(store.handle, number, choice, $0, $1) }
        }
    }
    @discardableResult
    public func remove(_ id: String) throws -> UInt64 {
        try lending(id) { id in try Wegwijs.number { wegwijs_edit_remove(store.handle, number, id, $0, $1) } }
    }
    @discardableResult
    public func restore(_ id: String) throws -> UInt64 {
        try lending(id) { id in try Wegwijs.number { wegwijs_edit_restore(store.handle, number, id, $0, $1) } }
    }
    /// Closes it without saving.
    public func drop() throws { try run { wegwijs_edit_drop(store.handle, number, $0) } }
}

/// The rows of one SELECT, as they were when it was opened.
public final class Query: @unchecked Sendable {
    private let handle: OpaquePointer
    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { wegwijs_query_close(handle, nil) }

    public func columns() throws -> [String] {
        try parsed([String].self, text { wegwijs_query_columns(handle, $0, $1) })
    }
    /// The next rows as [[cell...]...] in JSON; nothing after the last one.
    public func next(rows: UInt32 = 1000) throws -> String? { try text { wegwijs_query_next(handle, rows, $0, $1) } }
}
