import Columns
import Errors

/// Values of `Variant` and `Dynamic`, whose texts say what they are.
extension CellReader {
    /// Each cell as the first alternative, in ClickHouse's order, that it is a value of.
    func variants(_ cells: TextCells, _ types: [DataType]) throws(CellError) -> Column {
        var numbers = [UInt8](repeating: VariantColumn.null, count: cells.count)
        var dense = types.map { Column.defaults(of: $0, count: 0) }
        var open = present(cells)
        for number in Self.readingOrder(types) where !open.isEmpty {
            let candidates = open.filter { mayBe(types[number], cells, $0) }
            let read = readable(cells, candidates, types[number])
            guard !read.taken.isEmpty else { continue }
            dense[number] = read.values
            for cell in read.taken { numbers[cell] = UInt8(truncatingIfNeeded: number) }
            let taken = Set(read.taken)
            open.removeAll { taken.contains($0) }
        }
        if let cell = open.first {
            let text = InputText.rest(of: cells.bytes.span, from: cells.starts[cell])
            let shown = String(decoding: text.prefix(cells.ends[cell] - cells.starts[cell]), as: UTF8.self)
            throw CellError(
                cell: cell,
                QueryError(
                    .incorrectData,
                    "Cannot parse text value of type \(DataType.variant(types).name) here: \(shown)"))
        }
        return VariantColumn(discriminators: numbers, dense: dense, types: types).column
    }

    /// Each cell as what it looks like.
    func dynamics(_ cells: TextCells) throws(CellError) -> Column {
        var groups: [(type: DataType, cells: [Int])] = []
        var places: [DataType: Int] = [:]
        for cell in present(cells) {
            let type: DataType
            do throws(QueryError) { type = try self.type(of: cells, cell) } catch {
                throw CellError(cell: cell, error)
            }
            if let place = places[type] {
                groups[place].cells.append(cell)
            } else {
                places[type] = groups.count
                groups.append((type, [cell]))
            }
        }
        var places2 = [UInt32](repeating: 0, count: cells.count)
        var values = StringColumn(ends: [0])
        for group in groups {
            let read: Column
            do throws(CellError) { read = try column(subset(cells, group.cells[...]), group.type) } catch {
                var moved = error
                moved.cell = group.cells[Swift.min(error.cell, group.cells.count - 1)]
                throw moved
            }
            for (place, cell) in group.cells.enumerated() {
                places2[cell] = UInt32(truncatingIfNeeded: values.count + place)
            }
            values.append(contentsOf: DynamicRows.encoding(read, of: group.type))
        }
        return .string(values.gathering(places2))
    }

    // MARK: Cells

    /// The cells that are there and not NULL.
    private func present(_ cells: TextCells) -> [Int] {
        let nulls = nullMask(cells)
        return (0..<cells.count).filter { cells.starts[$0] >= 0 && (nulls.isEmpty || nulls[$0] == 0) }
    }

    private func subset(_ cells: TextCells, _ chosen: ArraySlice<Int>) -> TextCells {
        TextCells(
            bytes: cells.bytes, starts: chosen.map { cells.starts[$0] }, ends: chosen.map { cells.ends[$0] })
    }

    /// Truth is spelled out, and what stands in quotes is a text.
    private func mayBe(_ type: DataType, _ cells: TextCells, _ cell: Int) -> Bool {
        let text = cells.bytes[cells.starts[cell]..<cells.ends[cell]]
        if type == .bool { return text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) }
        guard style == .quoted, text.first == UInt8(ascii: "'") else { return true }
        switch type {
        case .array, .map, .tuple: return false
        default: return !type.isInteger && !type.isFloat && !type.isDecimal
        }
    }

    /// Those of `candidates` that are values of `type`, and the values: read in stretches that grow where all is well
    /// and shrink where one is not.
    private func readable(
        _ cells: TextCells, _ candidates: [Int], _ type: DataType
    ) -> (taken: [Int], values: Column) {
        var taken: [Int] = []
        var pieces = [Column.defaults(of: type, count: 0)]
        var start = 0
        var size = 16
        while start < candidates.count {
            let stretch = candidates[start..<Swift.min(start + size, candidates.count)]
            if let read = try? column(subset(cells, stretch), type) {
                pieces.append(read)
                taken += stretch
                start += stretch.count
                size = Swift.min(size * 2, 8_192)
            } else if stretch.count == 1 {
                start += 1
            } else {
                size = Swift.max(stretch.count / 4, 1)
            }
        }
        return (taken, Column.concatenating(pieces))
    }

    // MARK: Types

    private static func readingOrder(_ types: [DataType]) -> [Int] { types.placesInReadingOrder }

    private func type(of cells: TextCells, _ cell: Int) throws(QueryError) -> DataType {
        let text = Array(cells.bytes[cells.starts[cell]..<cells.ends[cell]])
        let inferred: InferredType
        switch style {
        case .json, .jsonString:
            var reader = JSONTypeReader(text, keepsStrings: false)
            inferred = try reader.type()
        case .quoted where text.first == UInt8(ascii: "'"), .csv where text.first == UInt8(ascii: "\""):
            let plain: StringColumn
            do throws(CellError) { plain = try strings(subset(cells, [cell])) } catch {
                throw error.queryError(expected: ",")
            }
            inferred =
                style == .csv
                ? LiteralTypeReader.type(ofField: plain.bytes, isQuoted: true, allowsTuples: true)
                : ScalarShapes.time(plain.bytes) ?? .string
        default: inferred = LiteralTypeReader.type(ofField: text, isQuoted: false, allowsTuples: true)
        }
        let null = Array((style == .json ? "null" : "NULL").utf8)
        let hasNull = text.indices.contains { text[$0...].starts(with: null) }
        return inferred.dynamicType(hasNull: hasNull)
    }
}

extension InferredType {
    /// The type of one value, in which NULLs are only where there are some.
    fileprivate func dynamicType(hasNull: Bool, isInside: Bool = false) -> DataType {
        let plain: DataType
        switch self {
        case .unknown: plain = isInside ? .int64 : .string
        case .string: plain = .string
        case .bool: plain = .bool
        case .int64: plain = .int64
        case .uint64: plain = .uint64
        case .float64: plain = .float64
        case .date: plain = .date
        case .dateTime: plain = .dateTime(zone: nil)
        case .dateTime64: plain = .dateTime64(precision: 9, zone: nil)
        case .mixed: plain = .dynamic
        case .array(let element): plain = .array(element.dynamicType(hasNull: hasNull, isInside: true))
        case .map(let value): plain = .map(key: .string, value: value.dynamicType(hasNull: hasNull, isInside: true))
        case .tuple(let types):
            plain = .tuple(types.map { TupleElement(nil, $0.dynamicType(hasNull: hasNull, isInside: true)) })
        case .object(let fields):
            plain = .tuple(
                fields.map { TupleElement($0.name, $0.type.dynamicType(hasNull: hasNull, isInside: true)) })
        }
        return hasNull && isInside && plain.canBeInsideNullable ? .nullable(plain) : plain
    }
}
