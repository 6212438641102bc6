import Columns
import Errors

/// The rows of JSONObjectEachRow: the values of one object, whose keys are passed over.
struct JSONObjectRowsSplitter: RowSplitter {
    let style = InputStyle.json
    private var objects: JSONObjectSplitter
    private var state = State.before

    private enum State { case before, inside, over }

    init(_ header: [ColumnHeader], _ settings: InputSettings, formatName: String) {
        objects = JSONObjectSplitter(header, settings, formatName: formatName)
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        if state == .before {
            JSONScanner.skipSpaces(bytes, at: &position)
            if position == bytes.count { return isLast ? .end : .incomplete }
            guard try JSONScanner.expect(UInt8(ascii: "{"), bytes, at: &position) else { return .incomplete }
            state = .inside
        }
        while position < bytes.count, state == .inside {
            let byte = bytes[position]
            if byte == UInt8(ascii: "}") { state = .over }
            guard JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") else { break }
            position &+= 1
        }
        if state == .over {
            position = bytes.count
            return isLast ? .end : .incomplete
        }
        var index = position
        guard try JSONScanner.skipString(bytes, at: &index),
            try JSONScanner.expect(UInt8(ascii: ":"), bytes, at: &index)
        else { return try incomplete(isLast) }
        JSONScanner.skipSpaces(bytes, at: &index)
        table.beginRow()
        guard try objects.splitObject(bytes, at: &index, isLast: isLast, into: &table) else {
            return try incomplete(isLast)
        }
        position = index
        return .row
    }

    private func incomplete(_ isLast: Bool) throws(QueryError) -> RowSplit {
        if isLast { throw JSONScanner.endOfData() }
        return .incomplete
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        objects.error(error, column: column, name: name)
    }
}
