import CWegwijs
import Foundation

/// What went wrong, by the numbers of wegwijs.h, which stay.
public enum ErrorCode: Int32, Sendable, CaseIterable {
    case misuse = 1
    case memory = 2
    case internalFault = 3
    case notBuiltIn = 4
    case invalidJson = 5
    case storeMissing = 100
    case storeExists = 101
    case storeBusy = 102
    case storeNewer = 103
    case storeDamaged = 104
    case storeReadonly = 105
    case storeClosed = 106
    case noPin = 107
    case wrongPin = 108
    case locked = 109
    case diskFull = 110
    case disk = 111
    case sqlite = 112
    case notShown = 200
    case dossierGone = 201
    case notAllowed = 202
    case conflictOpen = 203
    case alreadySet = 204
    case move = 205
    case frozen = 206
    case appendOnly = 207
    case deleted = 208
    case required = 209
    case invalidValue = 210
    case limit = 211
    case sealed = 212
    case sql = 213
    case url = 300
    case tlsRequired = 301
    case tls = 302
    case offline = 303
    case timeout = 304
    case cut = 305
    case cancelled = 306
    case syncBusy = 307
    case answer = 308
    case codeInvalid = 309
    case server = 399
}

/// When it makes sense to try the same thing again.
public enum Retry: Int32, Sendable {
    case never = 0
    case now = 1
    case later = 2
    case whenOnline = 3
    case afterSignIn = 4
    case afterUpdate = 5
}

/// A call that failed. It has changed nothing, unless it says otherwise. Neither text repeats what somebody typed.
public struct WegwijsError: LocalizedError, Sendable {
    /// Nothing: a number that is newer than this package.
    public let code: ErrorCode?
    public let number: Int32
    public let retry: Retry
    /// The code in words, "wrong_pin"; of `.server` the server's own, "device_revoked".
    public let name: String
    /// For people: what happened, what is safe, what to do.
    public let message: String
    public var errorDescription: String? { message }

    init(_ error: wegwijs_error) {
        code = ErrorCode(rawValue: error.code)
        number = error.code
        retry = Retry(rawValue: error.retry) ?? .never
        name = withUnsafeBytes(of: error.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        message = withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
