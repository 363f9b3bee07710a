import XCTest

@testable import Wegwijs

final class StoreTests: XCTestCase {
    func testTheLibraryIsTheOneThisPackageWasMadeFor() {
        XCTAssertTrue(Library.isTheOneMadeFor)
        XCTAssertFalse(Library.version.isEmpty)
        XCTAssertFalse(Library.has("telepathy"))
    }

    func testAStoreThatWasNeverMadeSaysSo() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        do {
            _ = try await Store.open(path: path, pin: "geheim-48213")
            XCTFail("it was opened")
        } catch let error as WegwijsError {
            XCTAssertEqual(error.code, .storeMissing)
            XCTAssertEqual(error.retry, .never)
            XCTAssertGreaterThan(error.message.count, 20)
        }
    }

    func testAnAssignmentLeavesOutWhatIsNotThere() throws {
        XCTAssertEqual(try json(Assignment(field: "naam", value: "Rana")), #"{"field":"naam","value":"Rana"}"#)
    }

    func testTextOfEveryScriptIsLentAsItIs() {
        let said = "رنا · ትግርኛ · 👩🏽‍🎓 · \u{0}"
        XCTAssertEqual(lending(said) { string($0) }, said)
    }
}
