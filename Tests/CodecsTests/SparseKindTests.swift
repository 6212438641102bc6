import Codecs
import Columns
import Testing

/// ClickHouse calls elements of tuples sparse that it writes whole: found by random tables handed over.
@Suite struct SparseKindTests {
    @Test(
        "what cannot be sparse is whole, whatever its kind says",
        arguments: [
            ("Tuple(a Nullable(UInt8), b UInt8)", false, ["t%2Ea.null", "t%2Ea", "t%2Eb"]),
            ("Tuple(a Nullable(UInt8), b UInt8)", true, ["t%2Ea.sparse.idx", "t%2Ea", "t%2Eb"]),
            ("Tuple(a Array(UInt8), b UInt8)", false, ["t%2Ea.size0", "t%2Ea", "t%2Eb"]),
            ("Tuple(a UInt8, b UInt8)", false, ["t%2Ea.sparse.idx", "t%2Ea", "t%2Eb"]),
        ])
    func elements(type: String, sparseNullables: Bool, streams: [String]) throws {
        let serialisation = try ColumnSerialisation(
            column: "t", type: try DataType(parsing: type), kind: .tuple([.sparse, .plain]),
            options: .part(isWide: true, stringVersion: 1, propagates: true, sparseNullables: sparseNullables))
        #expect(serialisation.substreams.map(\.name) == streams)
    }
}
