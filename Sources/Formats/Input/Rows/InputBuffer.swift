import Errors

/// The bytes of a source that were read and not used yet.
/// A class, for readers of all formats hold on to one.
final class InputBuffer {
    private let source: any ByteChunks
    private(set) var bytes: [UInt8] = []
    var position = 0
    private(set) var isAtEnd = false

    /// A row may be that long.
    private static var rowBytesMax: Int { 1 << 30 }

    init(_ source: any ByteChunks) { self.source = source }

    var available: Int { bytes.count - position }

    /// Forgets what was used; positions handed out before mean nothing any more.
    func compact() {
        guard position > bytes.count / 2 else { return }
        bytes.removeFirst(position)
        position = 0
    }

    /// Reads at least `count` more bytes, or up to the end. Positions stay as they are.
    func fill(_ count: Int) throws(QueryError) {
        let wanted = bytes.count + count
        guard available < Self.rowBytesMax else {
            throw QueryError(.tooLargeStringSize, "A row of the data has more than \(Self.rowBytesMax) bytes")
        }
        while !isAtEnd, bytes.count < wanted {
            guard let chunk = try source.next() else {
                isAtEnd = true
                return
            }
            bytes.append(contentsOf: chunk)
        }
    }
}
