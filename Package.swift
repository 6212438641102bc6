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
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),  // RE2 behind C functions: libre2-dev
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CAllocator"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        storey("Errors"),
        // 1
        storey("Columns", on: "Errors"),
        storey("SQLSyntax", on: "Errors"),
        .target(
            name: "Dashboards", dependencies: ["Errors", "Columns"],
            resources: ["page.html", "page.css", "charts.js", "dashboard.js"].map { .embedInCode("Page/" + $0) },
            swiftSettings: everywhere),
        // 2
        storey("Codecs", on: "Errors", "Columns", "CLZ4", "CZstd", "CZlib", "CBrotli"),
        // 3
        storey("Functions", on: "Errors", "Columns", "CRE2"),
        storey("Formats", on: "Errors", "Columns", "Codecs"),
        // 4
        storey("Storage", on: "Errors", "Columns", "Codecs", "Functions"),
        // 5
        storey("Engine", on: "Errors", "Columns", "SQLSyntax", "Codecs", "Functions", "Formats", "Storage"),
        storey(
            "Metadata", on: "Errors", "Columns", "CPostgres", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "Crypto", package: "swift-crypto")),
        // 6
        storey("Simulation", on: "Errors", "Columns", "Codecs", "Formats", "Storage", "Engine"),
        storey(
            "Ingestion", on: "Errors", "Columns", "Storage", "Engine", "Metadata",
            .product(name: "Crypto", package: "swift-crypto")),
        storey(
            "Alerting", on: "Errors", "Columns", "SQLSyntax", "Storage", "Engine", "Metadata",
            .product(name: "Crypto", package: "swift-crypto"), .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "AsyncHTTPClient", package: "async-http-client")),
        // 7
        storey(
            "HTTPInterface", on: "Errors", "Columns", "SQLSyntax", "Dashboards", "Codecs", "Formats", "Engine",
            "Metadata", "Ingestion", "Alerting", .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "Hummingbird", package: "hummingbird"), .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdTLS", package: "hummingbird"), .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")),
        storey(
            "NativeInterface", on: "Errors", "Columns", "SQLSyntax", "Codecs", "Functions", "Engine",
            .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")),
        // 8
        .executableTarget(
            name: "colonnade",
            dependencies: [
                "CAllocator", "Errors", "Columns", "Dashboards", "Storage", "Engine", "Metadata", "Ingestion",
                "Alerting", "Simulation", "HTTPInterface", "NativeInterface",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: everywhere),
        .executableTarget(
            name: "colonnade-dev",
            dependencies: ["Dashboards", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: everywhere),
        // tests
        tests("TidyTests"),
        tests("DashboardsTests", of: "Dashboards"),
        tests("MetadataTests", of: "Errors", "Columns", "Metadata"),
        tests(
            "IngestionTests", of: "Errors", "Columns", "Storage", "Engine", "Metadata", "Ingestion",
            .product(name: "Crypto", package: "swift-crypto")),
        tests("AlertingTests", of: "Errors", "Columns", "Storage", "Engine", "Metadata", "Alerting"),
        tests(
            "GoldenTests", of: "Errors", "Columns", "SQLSyntax", "Functions", "Formats", "Storage", "Engine"),
        tests("SQLSyntaxTests", of: "Errors", "SQLSyntax", data: [.copy("Data")]),
        tests("FunctionsTests", of: "Errors", "Columns", "Functions", data: [.copy("Data")]),
        tests("FormatsTests", of: "Errors", "Columns", "Codecs", "Formats", data: [.copy("Data")]),
        tests(
            "EngineTests", of: "Errors", "Columns", "Functions", "Formats", "Storage", "Engine", data: [.copy("Data")]),
        tests(
            "StorageTests", of: "Errors", "Columns", "Codecs", "Functions", "Storage", "Simulation",
            data: [.copy("Data")]),
        tests("SimulationTests", of: "Errors", "Columns", "Functions", "Storage", "Engine", "Simulation"),
        tests("ColumnsTests", of: "Errors", "Columns", data: [.copy("Data")]),
        tests("CodecsTests", of: "Errors", "Columns", "Codecs", data: [.copy("Data")]),
    ]
)
