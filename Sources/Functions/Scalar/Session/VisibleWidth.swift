import Columns
import Errors

enum VisibleWidth: ScalarFunction {
    static let name = "visibleWidth"
    static let nulls = NullRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The columns that a value's text takes in a terminal.", example: "visibleWidth('日本')", "4")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let type = arguments[0].type
        if type == .nullable(.nothing) { return .uint64([UInt64](repeating: 4, count: rowCount)) }
        let texts = try convertColumn(
            arguments[0].column, from: type, to: type.isNullable ? .nullable(.string) : .string, in: context)
        let nulls = isNullMask(texts)
        let strings = TypedColumn(type: .string, column: NullStripping.values(of: texts)).strings
        let bytes = strings.bytes.span
        return .uint64(
            (0..<rowCount).map { row in
                nulls[row] != 0 ? 4 : width(bytes.extracting(strings.range(of: row)))
            })
    }

    private static func width(_ text: Span<UInt8>) -> UInt64 {
        var columns: UInt64 = 0
        var position = 0
        while position < text.count {
            let (scalar, length) = CodePoints.scalar(text, at: position)
            position += length
            guard let scalar else {
                columns += 1
                continue
            }
            switch scalar.value {
            case 9: columns = columns / 8 * 8 + 8
            case 0..<32, 127: break
            default: columns += width(scalar)
            }
        }
        return columns
    }

    private static func width(_ scalar: Unicode.Scalar) -> UInt64 {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
