import Columns
import Errors

/// Reads the blocks of a Native stream whose bytes arrive in pieces: a request's body.
///
/// `append` pieces, take blocks by `next` until it gives `nil`, and call `finish` behind the last piece; then take the
/// blocks that are left.
package struct NativeReader: Sendable {
    private let revision: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var parser: NativeBlockParser
    private var isInsideBlock = false
    /// Do not try again with fewer bytes than this.
    private var wanted = 0
    private var isFinished = false

    package init(revision: Int = 0) {
        self.revision = revision
        parser = NativeBlockParser(revision: revision)
    }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Says that nothing follows.
    package mutating func finish() { isFinished = true }

    /// The next block; `nil` when it is not all there yet or, behind the end, when there is none.
    package mutating func next() throws(QueryError) -> Block? {
        let available = buffer.count - position
        if isFinished {
            guard available > 0 || isInsideBlock else { return nil }
        } else {
            guard available > 0, available >= wanted else { return nil }
        }
        var reader = ByteReader(buffer, in: position..<buffer.count)
        let block = try parser.resume(&reader)
        position = reader.offset
        if let block {
            parser = NativeBlockParser(revision: revision)
            isInsideBlock = false
            wanted = 0
            return block
        }
        isInsideBlock = true
        guard !isFinished else {
            let rest = buffer.count - position
            throw QueryError(
                .cannotReadAllData,
                "Cannot read all data. Bytes read: \(rest). Bytes expected: \(rest + min(reader.shortfall, 1 << 40)).")
        }
        // Half as much again at least: a column of strings is walked again from its start each time.
        let rest = buffer.count - position
        wanted = rest + max(min(reader.shortfall, 1 << 40), rest / 2)
        return nil
    }
}
