import Columns
import Errors

/// The names and types that stand before separated rows, and what they say about the fields.
struct SeparatedHeading<Scanner: FieldScanner> {
    let scanner: Scanner
    let header: [ColumnHeader]
    let settings: InputSettings
    let buffer: InputBuffer

    /// Reads the heading; gives the column of each field.
    ///
    /// Without one, a first line of nothing but names of columns is taken for a heading where `detects` says so.
    func columnOfField(_ heading: Heading, skippingLines count: Int, detects: Bool) throws(QueryError) -> [Int] {
        for _ in 0..<Swift.max(count, 0) { _ = try readLine() }
        switch heading {
        case .none:
            guard detects, try isHeading() else { return Array(header.indices) }
            let names = try readLine() ?? []
            if try isTypes() { _ = try readLine() }
            return try HeadingRules.columns(of: names, header, settings)
        case .names, .namesAndTypes, .types:
            guard let names = try readLine() else { return Array(header.indices) }
            let types = heading == .namesAndTypes ? try readLine() : nil
            guard settings.usesHeaderNames else { return Array(header.indices) }
            let result = try HeadingRules.columns(of: names, header, settings)
            if let types, settings.usesHeaderTypes { try HeadingRules.check(types, result, header) }
            return result
        }
    }

    // MARK: - Lines

    private func isHeading() throws(QueryError) -> Bool {
        guard let line = try peekLine() else { return false }
        let names = Set(header.map(\.name))
        return !line.isEmpty && line.allSatisfy { names.contains($0) }
    }

    private func isTypes() throws(QueryError) -> Bool {
        guard let line = try peekLine(), line.count == header.count else { return false }
        for text in line {
            do throws(QueryError) { _ = try DataType(parsing: text) } catch { return false }
        }
        return true
    }

    private func peekLine() throws(QueryError) -> [String]? {
        let start = buffer.position
        defer { buffer.position = start }
        do throws(QueryError) { return try readLine() } catch {
            // A first line of TabSeparated that cannot be read is no heading; the rows will tell what is wrong with it.
            guard scanner.style == .csv, error.code == .cannotParseInputAssertionFailed else { return nil }
            throw QueryError(.incorrectData, "Expected end of line: (while reading header)")
        }
    }

    /// The texts of the next line's fields; `nil` at the end.
    private func readLine() throws(QueryError) -> [String]? {
        while true {
            if let line = try availableLine() { return line }
            if buffer.isAtEnd { return nil }
            try buffer.fill(Swift.max(1, buffer.available))
        }
    }

    private func availableLine() throws(QueryError) -> [String]? {
        let bytes = buffer.bytes
        let span = bytes.span
        var index = buffer.position
        guard index < bytes.count else { return nil }
        var cells = TextCells(bytes: bytes)
        while true {
            guard let field = try scanner.field(span, at: &index, isLast: buffer.isAtEnd) else { return nil }
            cells.append(field.start..<field.end)
            index = field.next
            if field.isLineEnd { break }
        }
        buffer.position = index
        do throws(CellError) {
            let texts = try CellReader(scanner.style, settings).strings(cells)
            return (0..<texts.count).map { texts.text(at: $0) }
        } catch {
            throw error.queryError(expected: String(UnicodeScalar(scanner.separator)))
        }
    }
}

/// Columns by the names that data give them.
struct ColumnMatcher {
    private var exact: [[UInt8]: Int] = [:]
    private var folded: [String: Int] = [:]
    private let matching: InputSettings.NameMatching

    init(_ header: [ColumnHeader], _ matching: InputSettings.NameMatching) {
        self.matching = matching
        for (position, column) in header.enumerated() {
            exact[Array(column.name.utf8)] = position
            // Two names that differ in case only match nothing but themselves.
            let key = column.name.lowercased()
            folded[key] = folded[key] == nil ? position : -1
        }
    }

    /// The column's position, -1 where there is none.
    func column(named name: [UInt8]) -> Int {
        if let position = exact[name] { return position }
        guard matching != .exact else { return -1 }
        return folded[String(decoding: name, as: UTF8.self).lowercased()] ?? -1
    }
}
