/// A value for a field, as a person would type it: "true", "2026-03-14", "1972", a code of the list, an id. Empty: none.
public struct Assignment: Codable, Sendable, Hashable {
    public var id: String?
    public var field: String
    public var element: String?
    public var value: String
    public init(id: String? = nil, field: String, element: String? = nil, value: String) {
        self.id = id
        self.field = field
        self.element = element
        self.value = value
    }
}

/// A record to make. A root has a municipality (CBS code) and begins a dossier; any other has a parent.
public struct NewRecord: Codable, Sendable, Hashable {
    public var entity: String
    public var gemeente: String?
    public var parent: String?
    public var id: String?
    public var values: [Assignment]
    public init(entity: String, gemeente: String? = nil, parent: String? = nil, id: String? = nil, values: [Assignment]) {
        self.entity = entity
        self.gemeente = gemeente
        self.parent = parent
        self.id = id
        self.values = values
    }
}

/// Who has the store that is open.
public struct Owner: Codable, Sendable, Hashable {
    public let device: UInt64
    public let user: String
    public let role: String
    public let server: String
}

/// How the store stands. `lastSync` is a moment as text, RFC 3339.
public struct StoreStatus: Codable, Sendable, Hashable {
    public let unsent: UInt64
    public let rejected: UInt64
    public let conflicts: UInt64
    public let dossiers: UInt64
    public let records: UInt64
    public let lastSync: String?
    public let inStep: Bool
    public let storeBytes: UInt64
    enum CodingKeys: String, CodingKey {
        case unsent, rejected, conflicts, dossiers, records
        case lastSync = "last_sync"
        case inStep = "in_step"
        case storeBytes = "store_bytes"
    }
}

/// What a rule of the pack says of a record; what is fine is not told. Outcome "unknown": this device cannot know.
public struct RuleFinding: Codable, Sendable, Hashable {
    public let code: String
    public let severity: String
    public let outcome: String
    public let fields: [String]
    public let label: String
}

public struct CheckReport: Codable, Sendable, Hashable {
    public let ok: Bool
    public let findings: [String]
    public let repaired: [String]
}

/// What changed in a commit. It says that something changed, not what stands there now: read it.
public struct Change: Codable, Sendable, Hashable {
    public enum Why: String, Codable, Sendable { case local, synced, forgotten, erased }
    public let dossier: String
    public let why: Why
    public let records: [String]
}

public struct SyncOptions: Codable, Sendable, Hashable {
    public var first: [String] = []
    public var checkAll = false
    public var attempts: Int?
    public init() {}
    enum CodingKeys: String, CodingKey {
        case first, attempts
        case checkAll = "check_all"
    }
}

/// `total` 0: not known. `leftMs` nothing: not known.
public struct SyncProgress: Codable, Sendable, Hashable {
    public enum Phase: String, Codable, Sendable { case pushing, pulling }
    public let phase: Phase
    public let done: UInt64
    public let total: UInt64
    public let bytesUp: UInt64
    public let bytesDown: UInt64
    public let leftMs: Int64?
    enum CodingKeys: String, CodingKey {
        case phase, done, total
        case bytesUp = "bytes_up"
        case bytesDown = "bytes_down"
        case leftMs = "left_ms"
    }
}

public struct SyncReport: Codable, Sendable, Hashable {
    public let pushed, rejected, pulled, forgotten, conflicts, requests: UInt64
    public let bytesUp: UInt64
    public let bytesDown: UInt64
    public let tookMs: Int64
    public let inStep: Bool
    public let repaired: Bool
    enum CodingKeys: String, CodingKey {
        case pushed, rejected, pulled, forgotten, conflicts, requests, repaired
        case bytesUp = "bytes_up"
        case bytesDown = "bytes_down"
        case tookMs = "took_ms"
        case inStep = "in_step"
    }
}
