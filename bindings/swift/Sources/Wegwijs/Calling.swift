import CWegwijs
import Foundation

/// Runs one function of the header, and throws what it says.
func run(_ call: (UnsafeMutablePointer<wegwijs_error>) -> wegwijs_status) throws {
    var error = wegwijs_error()
    if call(&error) != WEGWIJS_OK { throw WegwijsError(error) }
}

/// The text that a function gives; nothing: it was empty.
func text(
    _ call: (UnsafeMutablePointer<wegwijs_text>, UnsafeMutablePointer<wegwijs_error>) -> wegwijs_status
) throws -> String? {
    var text = wegwijs_text()
    defer { wegwijs_text_free(&text) }
    try run { call(&text, $0) }
    guard text.size > 0, let data = text.data else { return nil }
    return String(decoding: UnsafeRawBufferPointer(start: data, count: text.size), as: UTF8.self)
}

func number(
    _ call: (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<wegwijs_error>) -> wegwijs_status
) throws -> UInt64 {
    var number: UInt64 = 0
    try run { call(&number, $0) }
    return number
}

/// Lends a text for one call.
func lending<R>(_ string: String, _ body: (wegwijs_string) throws -> R) rethrows -> R {
    var string = string
    return try string.withUTF8 { bytes in
        try bytes.withMemoryRebound(to: CChar.self) {
            try body(wegwijs_string(data: $0.baseAddress, size: bytes.count))
        }
    }
}

func string(_ view: wegwijs_string) -> String {
    String(decoding: UnsafeRawBufferPointer(start: view.data, count: view.size), as: UTF8.self)
}

func json<T: Encodable>(_ value: T) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}

func parsed<T: Decodable>(_ type: T.Type, _ text: String?) throws -> T {
    try JSONDecoder().decode(type, from: Data((text ?? "null").utf8))
}

/// A Swift closure as a context of a C callback: the library lets it go once.
final class Box<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
    var context: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
    static func of(_ context: UnsafeMutableRawPointer?) -> Value {
        Unmanaged<Box<Value>>.fromOpaque(context!).takeUnretainedValue().value
    }
    static func release(_ context: UnsafeMutableRawPointer?) {
        Unmanaged<AnyObject>.fromOpaque(context!).release()
    }
}
