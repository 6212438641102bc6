import Columns
import Errors

extension CSV: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try CSVInput.reader(header, options, source, .none)
    }
}

extension CSVWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try CSVInput.reader(header, options, source, .names)
    }
}

extension CSVWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try CSVInput.reader(header, options, source, .namesAndTypes)
    }
}

private enum CSVInput {
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks, _ heading: Heading
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let buffer = InputBuffer(source)
        let scanner = CSVScanner(settings)
        let spreads =
            options.flag("input_format_csv_deserialize_separate_columns_into_tuple", default: true)
            && header.contains { $0.type.isTuple }
        let fields = spreads ? header.flatMap(\.spread) : header
        let columns = try SeparatedHeading(scanner: scanner, header: fields, settings: settings, buffer: buffer)
            .columnOfField(
                heading, skippingLines: options.number("input_format_csv_skip_first_lines", default: 0),
                detects: options.flag("input_format_csv_detect_header", default: true))
        let allowsAny = options.flag("input_format_csv_allow_variable_number_of_columns", default: false)
        let splitter = SeparatedSplitter(
            scanner: scanner, columnOfField: columns, allowsAnyCount: allowsAny,
            emptyIsMissing: settings.emptyAsDefaultInCSV)
        let reader = TextBlockReader(fields, settings, buffer, splitter)
        return spreads ? TupleGatheringReader(header, reader) : reader
    }
}

/// Puts the fields of tuples together again.
private final class TupleGatheringReader: BlockReader {
    private let header: [ColumnHeader]
    private let fields: any BlockReader
    private(set) var missing: [[UInt8]] = []

    init(_ header: [ColumnHeader], _ fields: any BlockReader) {
        self.header = header
        self.fields = fields
    }

    func next() throws(QueryError) -> Block? {
        guard let block = try fields.next() else { return nil }
        var columns: [BlockColumn] = []
        var masks: [[UInt8]] = []
        for column in header {
            guard column.type.isTuple else {
                if let position = block.position(of: column.name) {
                    columns.append(block.columns[position])
                    masks.append(fields.missing[position])
                }
                continue
            }
            guard column.spread.contains(where: { block.position(of: $0.name) != nil }) else { continue }
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: gathered(column, from: block)))
            masks.append([])
        }
        missing = masks
        return Block(columns, rowCount: block.rowCount)
    }

    private func gathered(_ column: ColumnHeader, from block: Block) -> Column {
        guard case .tuple(let elements) = column.type, !elements.isEmpty else {
            guard let position = block.position(of: column.name) else {
                return .defaults(of: column.type, count: block.rowCount)
            }
            return block.columns[position].column
        }
        let parts = elements.enumerated().map { position, element in
            gathered(
                ColumnHeader(name: "\(column.name).\(element.name ?? "\(position + 1)")", type: element.type),
                from: block)
        }
        return .tuple(TupleColumn(elements: parts, count: block.rowCount))
    }
}
