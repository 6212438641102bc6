import Columns
import Errors
import Formats
import Functions
import SQLSyntax
import Storage

/// `format(CSV, 'a UInt8', '1\n2')`: rows read from a text.
struct FormatFunction: TableFunction {
    static let name = "format"
    static let documentation = FunctionDocumentation(
        summary: "The rows of a text in a format: `format(CSV, 'a UInt8, b String', '1,x')`.",
        examples: [.init(sql: "(SELECT sum(a) FROM format(JSONEachRow, 'a UInt8', '{\"a\":1}{\"a\":2}'))", result: "3")]
    )

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(2...3)
        return try table(
            engineName: "Format", FormatRegistry.input(try arguments.text(0)),
            structure: arguments.count == 3 ? try arguments.text(1) : nil, try arguments.bytes(arguments.count - 1),
            environment)
    }

    /// The rows of `text`; without a structure its columns are found in it.
    static func table(
        engineName: String, _ format: any InputFormat.Type, structure written: String?, _ text: [UInt8],
        _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        var options = FormatOptions(
            settings: environment.settings.changed, timeZone: environment.context.timeZone)
        options.nowSeconds = environment.context.startNanoseconds / 1_000_000_000
        let header: [ColumnHeader]
        if let written {
            header = try structure(written)
        } else {
            header = try inferredHeader(format, options, WholeText(text))
        }
        let blocks = try rows(of: text, format, header, options, environment.context)
        return RowsTable(engineName: engineName, header: header, blocks: blocks)
    }

    /// The rows of bytes in a format, as blocks with `header`'s columns.
    static func rows(
        of bytes: [UInt8], _ format: any InputFormat.Type, _ header: [ColumnHeader], _ options: FormatOptions,
        _ context: QueryContext
    ) throws(QueryError) -> [Block] {
        let reader = try ObjectTexts.reader(format, header, options, WholeText(bytes))
        var blocks: [Block] = []
        while let block = try reader.next() { blocks.append(try complete(block, header, context)) }
        return blocks
    }

    /// The columns that the data themselves say, or that can be guessed from them.
    private static func inferredHeader(
        _ format: any InputFormat.Type, _ options: FormatOptions, _ source: WholeText
    ) throws(QueryError) -> [ColumnHeader] {
        guard let describing = format as? any SelfDescribingFormat.Type else {
            throw QueryError(
                .badArguments,
                "\(format.name) file format doesn't support schema inference. You must specify the structure manually")
        }
        do throws(QueryError) {
            return try describing.schema(options, source)
        } catch {
            throw QueryError(
                .cannotExtractTableStructure,
                "The table structure cannot be extracted from a \(format.name) format file. Error:\n\(error). "
                    + "You can specify the structure manually")
        }
    }

    /// Columns that the text leaves out have the types' defaults.
    private static func complete(
        _ block: Block, _ header: [ColumnHeader], _ context: QueryContext
    ) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for column in header {
            var values = Column.defaults(of: column.type, count: block.rowCount)
            if let position = block.position(of: column.name) {
                let given = block.columns[position]
                values = try castColumn(given.column, from: given.type, to: column.type, in: context).materialised
            }
            columns.append(BlockColumn(name: column.name, type: column.type, column: values))
        }
        return Block(columns, rowCount: block.rowCount)
    }
}

/// One text, in one piece.
// `@unchecked`: pulled by one thread.
private final class WholeText: ByteChunks, @unchecked Sendable {
    private var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func next() -> [UInt8]? {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : bytes
    }
}
