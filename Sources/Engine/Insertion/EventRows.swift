import Columns
import Errors
import Formats
import Storage
import Synchronization

/// A row of an INSERT that says which event it is.
package struct EventRow: Sendable {
    package let source: String
    package let id: String
    /// The row in JSONEachRow, on one line.
    package let line: String
}

/// Where such rows go instead of straight into their table: each event becomes a row once, whichever way it comes.
package protocol EventRowTaker: AnyObject, Sendable {
    /// Rows of this table may say which events they are.
    func watches(_ table: QualifiedName) -> Bool
    /// The events of the source become rows of this table.
    func watches(_ table: QualifiedName, source: String) -> Bool
    /// Returns when the rows are durable and visible, or were so already.
    func take(_ rows: [EventRow]) throws(QueryError)
}

/// The place of an instance's taker; empty where there is none.
package final class EventRows: Sendable {
    private let taker = Mutex<(any EventRowTaker)?>(nil)

    package var current: (any EventRowTaker)? { taker.withLock { $0 } }

    package func use(_ taker: any EventRowTaker) { self.taker.withLock { $0 = taker } }
}

/// Finds the rows of one table that say which events they are: `extra['event_id']`, and the source in
/// `extra['source']`.
package struct EventRowFinder {
    /// Whose events rows are that do not say it.
    package static let defaultSource = "purpleflea"
    private static let column = "extra"
    private static let identifierKey = Array("event_id".utf8)
    private static let sourceKey = Array("source".utf8)

    private let taker: any EventRowTaker
    private let table: QualifiedName
    /// Columns that an INSERT may name.
    private let names: [String]

    /// `nil` where nobody looks for events in the table.
    init?(_ rows: EventRows, _ name: QualifiedName, _ table: any Table) {
        guard let taker = rows.current, taker.watches(name) else { return nil }
        self.taker = taker
        self.table = name
        names = table.schema.columns.filter { $0.defaultKind == .none || $0.defaultKind == .default }.map(\.name)
    }

    func take(_ rows: [EventRow]) throws(QueryError) { try taker.take(rows) }

    /// A row of the block says which event it is.
    func finds(in block: Block) -> Bool { marks(of: block)?.isEmpty == false }

    /// The rows that say which events they are, and the block without them.
    func split(_ block: Block) throws(QueryError) -> (events: [EventRow], rest: Block) {
        guard let marks = marks(of: block), !marks.isEmpty else { return ([], block) }
        var mask = [UInt8](repeating: 1, count: block.rowCount)
        for mark in marks { mask[mark.row] = 0 }
        let written = block.filtered(by: mask.map { 1 - $0 })
        let present = written.columns.map(\.name)
        let lines = try Self.lines(of: try written.selecting(names.filter(present.contains)))
        guard lines.count == marks.count else {
            throw QueryError(.logicalError, "\(lines.count) lines were written for \(marks.count) rows")
        }
        var events: [EventRow] = []
        for (mark, bytes) in zip(marks, lines) {
            guard let line = String(validating: bytes, as: UTF8.self), !line.utf8.contains(0) else {
                throw QueryError(.badArguments, "The row of event \(mark.id) has bytes that are no UTF-8 text")
            }
            events.append(EventRow(source: mark.source, id: mark.id, line: line))
        }
        return (events, block.filtered(by: mask))
    }

    private struct Mark {
        let row: Int
        let source: String
        let id: String
    }

    /// `nil` where the column is another than a map of strings.
    private func marks(of block: Block) -> [Mark]? {
        guard case .array(let map)? = block.columns.first(where: { $0.name == Self.column })?.column,
            case .tuple(let pairs) = map.elements, pairs.elements.count == 2,
            case .string(let keys) = pairs.elements[0], case .string(let values) = pairs.elements[1]
        else { return nil }
        guard keys.count > 0 else { return [] }
        var marks: [Mark] = []
        var watched: [String: Bool] = [:]
        for row in 0..<map.count {
            var source = Self.defaultSource
            var id: String?
            for pair in map.range(of: row) {
                let key = keys[pair]
                if key.count == Self.identifierKey.count, key.elementsEqual(Self.identifierKey) {
                    id = values.text(at: pair)
                } else if key.count == Self.sourceKey.count, key.elementsEqual(Self.sourceKey) {
                    source = values.text(at: pair)
                }
            }
            guard let id, (1...255).contains(id.utf8.count), !id.utf8.contains(0) else { continue }
            let isWatched = watched[source] ?? taker.watches(table, source: source)
            watched[source] = isWatched
            if isWatched { marks.append(Mark(row: row, source: source, id: id)) }
        }
        return marks
    }

    private static func lines(of block: Block) throws(QueryError) -> [ArraySlice<UInt8>] {
        let options = FormatOptions(settings: ["output_format_json_quote_denormals": "1"], timeZone: "UTC")
        let writer = try FormatRegistry.output("JSONEachRow").writer(block.header, options)
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        try writer.write(block, into: &bytes)
        try writer.finish(AnswerSummary(elapsedSeconds: 0, readRows: 0, readBytes: 0), into: &bytes)
        return bytes.split(separator: 0x0A)
    }
}
