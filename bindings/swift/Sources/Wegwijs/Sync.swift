import CWegwijs
import Foundation

extension Store {
    /// Sends what is only here and fetches what is new. May be cancelled (its task) and repeated at any moment: nothing
    /// is sent twice. `progress` is called on a thread of the library.
    @discardableResult
    public func sync(
        _ options: SyncOptions = .init(), progress: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws -> SyncReport {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<SyncReport, Error>) in
                let listener = Box(Listener(progress: progress, continuation: continuation))
                do {
                    try lending(json(options)) { options in
                        try run {
                            wegwijs_sync_start(
                                handle, options, { Box<Listener>.of($1).tell($0) },
                                { Box<Listener>.of($2).end($0, $1!.pointee) }, listener.context,
                                { Box<Listener>.release($0) }, $0)
                        }
                    }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            wegwijs_sync_cancel(handle, nil)
        }
    }

    /// What changed, for as long as somebody listens.
    public func changes() -> AsyncThrowingStream<[Change], Error> {
        AsyncThrowingStream { continuation in
            let listener = Box { (changes: String) in
                do { continuation.yield(try parsed([Change].self, changes)) } catch { continuation.finish(throwing: error) }
            }
            do {
                let number = try number {
                    wegwijs_store_observe(
                        handle, { Box<(String) -> Void>.of($1)(string($0)) }, listener.context,
                        { Box<(String) -> Void>.release($0) }, $0, $1)
                }
                continuation.onTermination = { _ in wegwijs_store_unobserve(self.handle, number, nil) }
            } catch {
                continuation.finish(throwing: error)
            }
        }
    }

    /// Lines of the library about itself, without anything of a person. Nothing takes the one before away.
    public func log(least: Int32 = WEGWIJS_LOG_INFO, _ sink: (@Sendable (Int32, String) -> Void)?) throws {
        guard let sink else { return try run { wegwijs_store_log(handle, least, nil, nil, nil, $0) } }
        try run {
            wegwijs_store_log(
                handle, least, { Box<(Int32, String) -> Void>.of($2)($0, string($1)) }, Box(sink).context,
                { Box<(Int32, String) -> Void>.release($0) }, $0)
        }
    }

    /// Until no callback waits. Not from a callback.
    public func waitForCallbacks() throws { try run { wegwijs_store_run_callbacks(handle, nil, $0) } }
    /// Until no sync runs. Not from a callback.
    public func waitForSync() throws { try run { wegwijs_sync_wait(handle, $0) } }
}

private struct Listener {
    let progress: (@Sendable (SyncProgress) -> Void)?
    let continuation: CheckedContinuation<SyncReport, Error>

    func tell(_ text: wegwijs_string) {
        if let progress, let at = try? parsed(SyncProgress.self, string(text)) { progress(at) }
    }
    func end(_ report: wegwijs_string, _ error: wegwijs_error) {
        if error.code != WEGWIJS_OK { return continuation.resume(throwing: WegwijsError(error)) }
        continuation.resume(with: Result { try parsed(SyncReport.self, string(report)) })
    }
}

/// The library that is loaded.
public enum Library {
    public static var version: String { String(cString: wegwijs_library_version()) }
    /// Another one than this package was made for must not be used.
    public static var isTheOneMadeFor: Bool { wegwijs_abi_version() == UInt32(WEGWIJS_ABI_VERSION) }
    public static func has(_ feature: String) -> Bool { wegwijs_has_feature(feature) == 1 }
}
