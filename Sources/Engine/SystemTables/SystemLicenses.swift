import Columns
import Errors

struct SystemLicenses: SystemTable {
    static let name = "licenses"
    static let comment = "The libraries in this server and their licences."
    static let columns = """
        library_name String
        license_type String
        license_path String
        license_text String
        """

    private static let libraries = [
        ("brotli", "MIT"), ("hummingbird", "Apache"), ("lz4", "BSD 2-clause"), ("re2", "BSD 3-clause"),
        ("swift-argument-parser", "Apache"), ("swift-log", "Apache"), ("swift-nio", "Apache"),
        ("swift-service-lifecycle", "Apache"), ("zlib", "zLib"), ("zstd", "BSD 3-clause"),
    ]

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (library, license) in libraries {
            try rows.add(["library_name": .text(library), "license_type": .text(license)])
        }
    }
}
