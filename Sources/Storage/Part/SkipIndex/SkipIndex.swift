import Codecs
import Columns
import Errors
import Functions

/// A kind of skip index, chosen for one declaration: what it remembers of each index granule, and what a filter can do
/// with that.
package protocol SkipIndex: Sendable {
    /// `idx` or `idx2`: how the file's name ends.
    var fileExtension: String { get }
    /// Appends what is remembered of rows: the columns of the declaration's expressions.
    func serialise(_ columns: [Column], rowCount: Int, to writer: inout ByteWriter) throws(QueryError)
    /// What `filter` asks of this index; `nil` where it asks nothing.
    func condition(_ filter: [BoundExpression], in context: QueryContext) -> (any SkipIndexCondition)?
}

package protocol SkipIndexCondition: Sendable {
    /// For each of `count` index granules, read one after the other: may it have a row that passes?
    func passes(_ reader: inout ByteReader, count: Int) throws(QueryError) -> [Bool]
}

/// A skip index of a table.
package struct BoundSkipIndex: Sendable {
    package let declaration: SkipIndexDeclaration
    package let index: any SkipIndex

    /// Refuses unknown types (`INCORRECT_QUERY`), wrong arguments and types of columns that the index cannot hold.
    package init(_ declaration: SkipIndexDeclaration) throws(QueryError) {
        guard declaration.granularity > 0 else {
            throw QueryError(.incorrectQuery, "Index \(declaration.name) must have a granularity greater than 0")
        }
        guard !declaration.expressions.isEmpty else {
            throw QueryError(.incorrectQuery, "Index \(declaration.name) has no expression")
        }
        self.declaration = declaration
        switch declaration.type {
        case "minmax": index = try MinMaxSkipIndex(declaration)
        case "set": index = try SetSkipIndex(declaration)
        case "bloom_filter": index = try BloomFilterSkipIndex(declaration)
        case "tokenbf_v1": index = try TextBloomSkipIndex(tokensOf: declaration)
        case "ngrambf_v1": index = try TextBloomSkipIndex(ngramsOf: declaration)
        default:
            throw QueryError(
                .incorrectQuery,
                "Unknown Index type '\(declaration.type)'. Available index types: minmax, set, bloom_filter, "
                    + "tokenbf_v1, ngrambf_v1")
        }
    }

    package var fileStem: String { "skp_idx_\(Substream.escape(declaration.name))" }
    package var fileName: String { "\(fileStem).\(index.fileExtension)" }
}

extension SkipIndexDeclaration {
    /// Argument `position` as an integer from 0.
    func count(_ position: Int, _ what: String) throws(QueryError) -> Int {
        guard position < arguments.count, let count: Int = arguments[position].exactInteger(), count >= 0 else {
            throw QueryError(.incorrectQuery, "\(what) of index \(name) must be a non-negative integer")
        }
        return count
    }

    func requireArguments(_ allowed: ClosedRange<Int>) throws(QueryError) {
        guard allowed.contains(arguments.count) else {
            throw QueryError(
                .incorrectQuery,
                "Index \(name) of type \(type) takes \(allowed.lowerBound) to \(allowed.upperBound) arguments, not "
                    + "\(arguments.count)")
        }
    }
}
