// swift-tools-version:6.2
import PackageDescription

let everywhere: [SwiftSetting] = [
    .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),  // `any` is written
    .enableUpcomingFeature("MemberImportVisibility"),  // use it, import it
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A library and what it may import: storey by storey, bottom first (`docs/architecture.md`).
func storey(_ name: String, on below: Target.Dependency...) -> Target {
    .target(name: name, dependencies: below, swiftSettings: everywhere)
}

/// The tests of a library, with `Support` and the libraries they name.
func tests(_ name: String, of subjects: Target.Dependency..., data: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: subjects, resources: data, swiftSettings: everywhere)
}

let package = Package(
    name: "Colonnade",
    targets: [
        // 0
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),  // RE2 behind C functions: libre2-dev
        storey("Errors"),
        // 1
        storey("Columns", on: "Errors"),
        storey("SQLSyntax", on: "Errors"),
        // 2
        storey("Codecs", on: "Errors", "Columns", "CLZ4", "CZstd"),
        // 3
        storey("Functions", on: "Errors", "Columns", "CRE2"),
        storey("Formats", on: "Errors", "Columns", "Codecs"),
        // 4
        storey("Storage", on: "Errors", "Columns", "Codecs", "Functions"),
        // 5
        storey("Engine", on: "Errors", "Columns", "SQLSyntax", "Codecs", "Functions", "Formats", "Storage"),
        // tests
        tests("SQLSyntaxTests", of: "Errors", "SQLSyntax", data: [.copy("Data")]),
        tests("FunctionsTests", of: "Errors", "Columns", "Functions", data: [.copy("Data")]),
        tests("EngineTests", of: "Errors", "Columns", "Functions", "Storage", "Engine"),
        tests("StorageTests", of: "Errors", "Columns", "Codecs", "Functions", "Storage", data: [.copy("Data")]),
        tests("ColumnsTests", of: "Errors", "Columns", data: [.copy("Data")]),
        tests("CodecsTests", of: "Errors", "Columns", "Codecs", data: [.copy("Data")]),
    ]
)
