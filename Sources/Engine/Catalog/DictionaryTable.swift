import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

/// A dictionary: the rows of its source, kept in memory and read again when they are older than LIFETIME. As a table it
/// has those rows.
final class DictionaryTable: ReadOnlyTable {
    let engineName = "Dictionary"
    let schema: TableSchema
    let definition: CreateDictionary
    private let name: QualifiedName
    private let layout: DictionaryLayout
    private let state = Mutex<State>(State())

    struct State: Sendable {
        var content: DictionaryContent?
        var loadedNanoseconds: Int64 = 0
        var failure: QueryError?
    }

    init(_ definition: CreateDictionary, name: QualifiedName) throws(QueryError) {
        self.definition = definition
        self.name = name
        layout = try DictionaryLayout(definition)
        var columns: [Storage.ColumnDeclaration] = []
        for attribute in definition.attributes {
            let type = try DataType(parsing: attribute.type.canonicalText)
            columns.append(Storage.ColumnDeclaration(name: attribute.name, type: type))
        }
        schema = TableSchema(columns: columns)
    }

    /// The state as it is, without loading.
    var current: State { state.withLock { $0 } }
    var layoutName: String { layout.name }
    var keyNames: [String] { layout.keys }
    var attributeNames: [String] { layout.attributes }

    /// The rows, read now where there are none or too old ones.
    func content(_ environment: QueryEnvironment) throws(QueryError) -> DictionaryContent {
        let now = environment.instance.clock.nowNanoseconds
        let lifetime = definition.lifetime?.max ?? 0
        let known = state.withLock { state -> DictionaryContent? in
            guard let content = state.content else { return nil }
            if layout.name == "Direct" { return nil }
            let age = (now - state.loadedNanoseconds) / 1_000_000_000
            return lifetime > 0 && age >= Int64(clamping: lifetime) ? nil : content
        }
        if let known { return known }
        return try reload(environment)
    }

    @discardableResult
    func reload(_ environment: QueryEnvironment) throws(QueryError) -> DictionaryContent {
        let inner = environment.instance.startupEnvironment(database: name.database)
        do throws(QueryError) {
            let content = try DictionarySource(definition, layout, name).load(inner)
            state.withLock {
                $0 = State(
                    content: content, loadedNanoseconds: environment.instance.clock.nowNanoseconds, failure: nil)
            }
            return content
        } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    /// The table as a query sees it: with its rows.
    func rows(_ environment: QueryEnvironment) throws(QueryError) -> any Table {
        let content = try content(environment)
        var columns: [String: Column] = [:]
        for (name, column) in zip(layout.keys, content.keys) { columns[name] = column }
        for attribute in content.attributes { columns[attribute.name] = attribute.values }
        if let range = content.range, let min = definition.rangeMin, let max = definition.rangeMax {
            columns[min] = range.min
            columns[max] = range.max
        }
        let block = Block(
            schema.columns.map { declaration in
                BlockColumn(
                    name: declaration.name, type: declaration.type,
                    column: columns[declaration.name] ?? .defaults(of: declaration.type, count: content.rowCount))
            }, rowCount: content.rowCount)
        let pieces = stride(from: 0, to: block.rowCount, by: Limits.blockRowsMax).map {
            block.slice($0..<min(block.rowCount, $0 + Limits.blockRowsMax))
        }
        return RowsTable(engineName: engineName, header: block.header, blocks: pieces)
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        throw QueryError(.logicalError, "Dictionary \(name) is read through its rows")
    }

    var totalRows: Int? { state.withLock { $0.content?.rowCount } }
}

/// What PRIMARY KEY, LAYOUT and RANGE make of the attributes.
struct DictionaryLayout: Sendable {
    /// As `system.dictionaries` calls it: `Hashed`, `ComplexKeyHashed`.
    let name: String
    let keys: [String]
    let attributes: [String]

    private static let names: [String: String] = [
        "FLAT": "Flat", "HASHED": "Hashed", "SPARSE_HASHED": "SparseHashed", "HASHED_ARRAY": "HashedArray",
        "COMPLEX_KEY_HASHED": "ComplexKeyHashed", "COMPLEX_KEY_SPARSE_HASHED": "ComplexKeySparseHashed",
        "COMPLEX_KEY_HASHED_ARRAY": "ComplexKeyHashedArray", "RANGE_HASHED": "RangeHashed",
        "COMPLEX_KEY_RANGE_HASHED": "ComplexKeyRangeHashed", "DIRECT": "Direct", "COMPLEX_KEY_DIRECT": "Direct",
    ]

    init(_ definition: CreateDictionary) throws(QueryError) {
        func refused(_ what: String) -> QueryError { QueryError(.incorrectDictionaryDefinition, what) }
        guard !definition.attributes.isEmpty else { throw refused("Dictionary attributes list is empty") }
        guard !definition.primaryKey.isEmpty else { throw refused("Primary key for dictionary is not specified") }
        guard let layout = definition.layout else { throw refused("Cannot create dictionary with empty layout") }
        guard let name = Self.names[layout.name] else {
            throw QueryError(.notImplemented, "LAYOUT(\(layout.name)) of a dictionary is not supported")
        }
        let declared = definition.attributes.map(\.name)
        for key in definition.primaryKey where !declared.contains(key) {
            throw refused("Unknown key attribute '\(key)'")
        }
        let ranges = [definition.rangeMin, definition.rangeMax].compactMap { $0 }
        for range in ranges where !declared.contains(range) { throw refused("Unknown range attribute '\(range)'") }
        guard layout.name.hasSuffix("RANGE_HASHED") == (ranges.count == 2) else {
            throw refused("RANGE belongs to the layouts RANGE_HASHED and COMPLEX_KEY_RANGE_HASHED")
        }
        self.name = name
        keys = definition.primaryKey
        attributes = declared.filter { !definition.primaryKey.contains($0) && !ranges.contains($0) }
        try DictionarySource.check(definition)
    }
}
