import Columns
import Errors

/// Parents and children in a dictionary with a HIERARCHICAL attribute.
private struct Hierarchy {
    private let parentOfKey: [UInt64: UInt64]
    private let childrenOfKey: [UInt64: [UInt64]]

    init(_ name: String, _ dictionary: Column?, in context: QueryContext) throws(QueryError) {
        let call = try DictionaryCall(name, dictionary: dictionary, attribute: nil, in: context)
        let (parents, keys) = try call.content.hierarchy()
        parentOfKey = Dictionary(zip(keys, parents), uniquingKeysWith: { first, _ in first })
        var children: [UInt64: [UInt64]] = [:]
        for (key, parent) in zip(keys, parents) where parent != 0 { children[parent, default: []].append(key) }
        childrenOfKey = children
    }

    /// The key and those above it, up to one that has no parent; at most 1000.
    func path(from key: UInt64) -> [UInt64] {
        var result: [UInt64] = []
        var next = key
        while let parent = parentOfKey[next], result.count < 1000 {
            result.append(next)
            if parent == next || parent == 0 { break }
            next = parent
        }
        return result
    }

    func children(of key: UInt64) -> [UInt64] { (childrenOfKey[key] ?? []).filter { $0 != key } }

    /// The keys at `level` below `key`, or on all levels for 0.
    func descendants(of key: UInt64, level: Int) -> [UInt64] {
        var result: [UInt64] = []
        var seen: Set<UInt64> = [key]
        var row = [key]
        var depth = 0
        while !row.isEmpty, depth < 1000, level == 0 || depth < level {
            row = row.flatMap { children(of: $0) }.filter { seen.insert($0).inserted }
            depth += 1
            if level == 0 || depth == level { result += row }
        }
        return result
    }

    static func keys(_ column: TypedColumn, rowCount: Int, in context: QueryContext) throws(QueryError) -> [UInt64] {
        let converted = try convertColumn(column.column.materialised, from: column.type, to: .uint64, in: context)
        let plain = converted.materialised
        return (0..<rowCount).map { plain.value(at: $0).exactInteger() ?? 0 }
    }

    static func arrays(_ lists: [[UInt64]]) -> Column {
        var ends: [Int] = []
        var elements: [UInt64] = []
        for list in lists {
            elements += list
            ends.append(elements.count)
        }
        return .array(ArrayColumn(ends: ends, elements: .uint64(elements)))
    }
}

/// A function of a hierarchical dictionary and keys.
package protocol HierarchyFunction: ScalarFunction {
    static var argumentCounts: ClosedRange<Int> { get }
    static var resultType: DataType { get }
}

extension HierarchyFunction {
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, argumentCounts)
        _ = try Hierarchy(name, arguments[0].constant, in: context)
        return resultType
    }
}

package enum DictGetHierarchy: HierarchyFunction {
    package static let name = "dictGetHierarchy"
    package static let documentation = FunctionDocumentation(
        summary: "A key of a hierarchical dictionary and all keys above it.",
        examples: [.init(sql: "dictGetHierarchy('colours', 3)", result: "[3,2,1]")])
    package static let argumentCounts = 2...2
    package static let resultType = DataType.array(.uint64)

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let hierarchy = try Hierarchy(name, arguments[0].column, in: context)
        let keys = try Hierarchy.keys(arguments[1], rowCount: rowCount, in: context)
        return Hierarchy.arrays(keys.map { hierarchy.path(from: $0) })
    }
}

package enum DictIsIn: HierarchyFunction {
    package static let name = "dictIsIn"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the second key is the first one or above it in a hierarchical dictionary.",
        examples: [.init(sql: "dictIsIn('colours', 3, 1)", result: "1")])
    package static let argumentCounts = 3...3
    package static let resultType = DataType.uint8

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let hierarchy = try Hierarchy(name, arguments[0].column, in: context)
        let keys = try Hierarchy.keys(arguments[1], rowCount: rowCount, in: context)
        let above = try Hierarchy.keys(arguments[2], rowCount: rowCount, in: context)
        return .uint8(zip(keys, above).map { hierarchy.path(from: $0).contains($1) ? 1 : 0 })
    }
}

package enum DictGetChildren: HierarchyFunction {
    package static let name = "dictGetChildren"
    package static let documentation = FunctionDocumentation(
        summary: "The keys right below a key of a hierarchical dictionary.",
        examples: [.init(sql: "dictGetChildren('colours', 1)", result: "[2]")])
    package static let argumentCounts = 2...2
    package static let resultType = DataType.array(.uint64)

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let hierarchy = try Hierarchy(name, arguments[0].column, in: context)
        let keys = try Hierarchy.keys(arguments[1], rowCount: rowCount, in: context)
        return Hierarchy.arrays(keys.map { hierarchy.children(of: $0) })
    }
}

package enum DictGetDescendants: HierarchyFunction {
    package static let name = "dictGetDescendants"
    package static let documentation = FunctionDocumentation(
        summary: "The keys below a key of a hierarchical dictionary: on the given level, or on all of them.",
        examples: [.init(sql: "dictGetDescendants('colours', 1)", result: "[2,3]")])
    package static let argumentCounts = 2...3
    package static let resultType = DataType.array(.uint64)

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let hierarchy = try Hierarchy(name, arguments[0].column, in: context)
        let keys = try Hierarchy.keys(arguments[1], rowCount: rowCount, in: context)
        let levels =
            arguments.count > 2
            ? try Hierarchy.keys(arguments[2], rowCount: rowCount, in: context)
            : [UInt64](repeating: 0, count: rowCount)
        return Hierarchy.arrays(zip(keys, levels).map { hierarchy.descendants(of: $0, level: Int(clamping: $1)) })
    }
}
