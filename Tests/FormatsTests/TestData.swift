import Columns
import Errors
import Formats
import Foundation
import Testing

/// The files of `Data`, answers by ClickHouse 26.9.
enum TestData {
    static func decode<T: Decodable>(_ type: T.Type, from name: String) throws -> T {
        let url = try #require(Bundle.module.url(forResource: "Data/\(name)", withExtension: nil))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

/// Bytes that arrive in pieces of a given size.
// `@unchecked`: one reader pulls.
final class Pieces: ByteChunks, @unchecked Sendable {
    private var rest: ArraySlice<UInt8>
    private let size: Int

    init(_ bytes: [UInt8], size: Int = Int.max) {
        rest = bytes[...]
        self.size = size
    }

    func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let piece = rest.prefix(size)
        rest = rest.dropFirst(size)
        return Array(piece)
    }
}

/// Writing and reading with one call.
enum Formatted {
    static func options(_ settings: [String: String] = [:]) -> FormatOptions {
        var options = FormatOptions(settings: settings, timeZone: "UTC")
        options.nowSeconds = 1_767_225_600
        return options
    }

    static func header(_ structure: String) throws(QueryError) -> [ColumnHeader] {
        guard case .tuple(let elements) = try DataType(parsing: "Tuple(\(structure))") else { return [] }
        return elements.map { ColumnHeader(name: $0.name ?? "", type: $0.type) }
    }

    static func write(
        _ block: Block, as format: String, _ settings: [String: String] = [:]
    ) throws(QueryError) -> [UInt8] {
        let writer = try FormatRegistry.output(format).writer(block.header, options(settings))
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        try writer.write(block, into: &bytes)
        var summary = AnswerSummary(elapsedSeconds: 0, readRows: block.rowCount, readBytes: 0)
        summary.rowsBeforeLimit = nil
        try writer.finish(summary, into: &bytes)
        return bytes
    }

    /// All rows of the data; columns that they leave out have the types' defaults.
    static func read(
        _ source: Pieces, as format: String, _ header: [ColumnHeader], _ options: FormatOptions
    ) throws(QueryError) -> Block {
        let reader = try FormatRegistry.input(format).reader(header, options, source)
        var blocks: [Block] = []
        while let block = try reader.next() {
            let columns = header.map { column in
                if let position = block.position(of: column.name) { return block.columns[position] }
                return BlockColumn(
                    name: column.name, type: column.type, column: .defaults(of: column.type, count: block.rowCount))
            }
            blocks.append(Block(columns, rowCount: block.rowCount))
        }
        return blocks.isEmpty ? Block(header: header) : Block.concatenating(blocks)
    }
}

/// A fixed sequence of numbers that look random.
struct Sequence64 {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
