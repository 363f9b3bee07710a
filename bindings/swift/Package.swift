// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Wegwijs",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Wegwijs", targets: ["Wegwijs"])],
    targets: [
        .systemLibrary(name: "CWegwijs", pkgConfig: "wegwijs-c"),
        .target(name: "Wegwijs", dependencies: ["CWegwijs"]),
        .testTarget(name: "WegwijsTests", dependencies: ["Wegwijs"]),
    ]
)
