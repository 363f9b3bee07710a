import CWegwijs
import Foundation

/// A request that the host sends itself, with URLSession for one.
public struct HostRequest: Codable, Sendable {
    public let id: UInt64?
    public let method: String
    public let path: String
    public let headers: [String: String]
    /// Base64; of an enrolment only.
    public let body: String?
}

/// A sync whose requests the host sends, for a background URLSession.
public final class Exchange: @unchecked Sendable {
    public enum Step: Sendable {
        case send(HostRequest, body: Data)
        case wait(milliseconds: UInt32)
        case finished(SyncReport)
    }
    private let handle: OpaquePointer

    public init(_ store: Store, _ options: SyncOptions = .init()) throws {
        var exchange: OpaquePointer?
        try lending(json(options)) { options in
            try run { wegwijs_exchange_begin(store.handle, options, &exchange, $0) }
        }
        handle = exchange!
    }
    deinit { wegwijs_exchange_close(handle, nil) }

    /// Asked again before the answer it gives the same.
    public func next() throws -> Step {
        var step: wegwijs_step = 0
        var wait: UInt32 = 0
        var request = wegwijs_text()
        var body = wegwijs_text()
        defer {
            wegwijs_text_free(&request)
            wegwijs_text_free(&body)
        }
        try run { wegwijs_exchange_next(handle, &step, &request, &body, &wait, $0) }
        let said = String(decoding: UnsafeRawBufferPointer(start: request.data, count: request.size), as: UTF8.self)
        switch step {
        case WEGWIJS_STEP_SEND:
            let bytes = body.data.map { Data(bytes: $0, count: body.size) } ?? Data()
            return .send(try parsed(HostRequest.self, said), body: bytes)
        case WEGWIJS_STEP_FINISHED: return .finished(try parsed(SyncReport.self, said))
        default: return .wait(milliseconds: wait)
        }
    }

    /// `status` 0: no answer came.
    public func answer(_ id: UInt64, status: Int32, headers: [String: String], body: Data) throws {
        try lending(json(headers)) { headers in
            try body.withUnsafeBytes { bytes in
                let view = wegwijs_string(data: bytes.bindMemory(to: CChar.self).baseAddress, size: bytes.count)
                try run { wegwijs_exchange_answer(handle, id, status, headers, view, $0) }
            }
        }
    }
}

/// Enrolling a device for a host that sends the request itself.
public final class Enrolment: @unchecked Sendable {
    private let handle: OpaquePointer
    /// Nothing: an earlier try came through; hand over any answer.
    public let request: HostRequest?

    public init(path: String, pin: String, server: String, code: String) throws {
        var enrolment: OpaquePointer?
        let said = try lending(path) { path in
            try lending(pin) { pin in
                try lending(server) { server in
                    try lending(code) { code in
                        var options = wegwijs_store_options()
                        wegwijs_store_options_init(&options)
                        options.path = path
                        options.pin = pin
                        return try text { wegwijs_enrolment_begin(&options, server, code, &enrolment, $0, $1) }
                    }
                }
            }
        }
        handle = enrolment!
        request = try said.map { try parsed(HostRequest.self, $0) }
    }
    deinit { wegwijs_enrolment_close(handle, nil) }

    /// A failed answer leaves it as it was: send again.
    public func answer(status: Int32, body: String) throws -> Store {
        var store: OpaquePointer?
        try lending(body) { body in try run { wegwijs_enrolment_answer(handle, status, body, &store, $0) } }
        return Store(store!)
    }
}
