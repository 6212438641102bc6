import Codecs
import Columns
import Errors

/// Takes packets apart, and waits for their bytes. On the query's thread.
final class PacketReader {
    private let inbox: PacketInbox
    private let revision: Int
    private var bytes: [UInt8]
    private var position = 0

    init(_ inbox: PacketInbox, revision: Int, first bytes: [UInt8]) {
        self.inbox = inbox
        self.revision = revision
        self.bytes = bytes
    }

    /// What was not used yet; the reader has nothing any more.
    func takeRest() -> [UInt8] {
        defer {
            bytes = []
            position = 0
        }
        return Array(bytes[position...])
    }

    /// What the next packet is, once it is there.
    func peek() throws(QueryError) -> ClientPacket? {
        ClientPacket(
            rawValue: try read { (reader) throws(QueryError) in
                let start = reader.offset
                let code = try reader.readVarUInt()
                reader.rewind(to: start)
                return code
            })
    }

    /// The next packet of data: the table's name, and the block. Scalars of `remote()` are dropped.
    func nextData(isCompressed: Bool) throws(QueryError) -> (name: String, block: Block) {
        while true {
            let code = try read { (reader) throws(QueryError) in try reader.readVarUInt() }
            switch ClientPacket(rawValue: code) {
            case .data, .scalar:
                let name = try read { (reader) throws(QueryError) in
                    try reader.readText(sizeMax: PacketLimits.textMax)
                }
                let block = try isCompressed ? framedBlock() : plainBlock()
                if code == ClientPacket.data.rawValue { return (name, block) }
            case .cancel: throw QueryError(.queryWasCancelledByClient, "The query was cancelled by its client")
            case .ping, .keepAlive: continue
            default:
                throw QueryError(.unexpectedPacketFromClient, "Unexpected packet \(code) received from client")
            }
        }
    }

    private func plainBlock() throws(QueryError) -> Block {
        var parser = NativeBlockParser(revision: revision)
        while true {
            var reader = ByteReader(bytes, in: position..<bytes.count)
            let block = try parser.resume(&reader)
            position = reader.offset
            if let block { return block }
            try fill(atLeast: reader.shortfall)
        }
    }

    private func framedBlock() throws(QueryError) -> Block {
        var parser = NativeBlockParser(revision: revision)
        var plain: [UInt8] = []
        var used = 0
        while true {
            plain.removeFirst(used)
            used = 0
            try appendFrame(to: &plain)
            guard plain.count <= PacketLimits.blockBytesMax else { throw Self.tooLarge(plain.count) }
            var reader = ByteReader(plain)
            let block = try parser.resume(&reader)
            used = reader.offset
            guard let block else { continue }
            guard reader.isAtEnd else {
                throw QueryError(.incorrectData, "A compressed block has \(reader.remaining) bytes too many")
            }
            return block
        }
    }

    private func appendFrame(to plain: inout [UInt8]) throws(QueryError) {
        let size = try read { (reader) throws(QueryError) in
            let start = reader.offset
            // A checksum and the method stand before the size, which counts from the method on.
            try reader.skip(17)
            let size = Int(try reader.readFixed(UInt32.self))
            reader.rewind(to: start)
            guard size <= PacketLimits.frameBytesMax else {
                throw QueryError(.tooLargeSizeCompressed, "Too large compressed frame: \(size) bytes")
            }
            return 16 + max(size, 9)
        }
        let missing = size - (bytes.count - position)
        if missing > 0 { try fill(atLeast: missing) }
        position = try Frames.decompress(
            bytes, at: position, to: &plain, uncompressedSizeMax: PacketLimits.frameBytesMax)
    }

    /// Reads with `body`, again and again until all its bytes are there.
    private func read<Result>(
        _ body: (inout ByteReader) throws(QueryError) -> Result
    ) throws(QueryError) -> Result {
        while true {
            var reader = ByteReader(bytes, in: position..<bytes.count)
            do {
                let result = try body(&reader)
                position = reader.offset
                return result
            } catch {
                guard reader.shortfall > 0 else { throw error }
                try fill(atLeast: reader.shortfall)
            }
        }
    }

    /// Waits for `missing` bytes, and not for more: the client may wait for an answer before it goes on.
    private func fill(atLeast missing: Int) throws(QueryError) {
        bytes.removeFirst(position)
        position = 0
        let wanted = bytes.count.addingReportingOverflow(missing)
        guard !wanted.overflow, wanted.partialValue <= PacketLimits.blockBytesMax else {
            throw Self.tooLarge(wanted.overflow ? Int.max : wanted.partialValue)
        }
        while bytes.count < wanted.partialValue {
            guard let more = try inbox.wait() else {
                throw QueryError(.networkError, "The connection was closed in the middle of a packet")
            }
            bytes.append(contentsOf: more)
        }
    }

    private static func tooLarge(_ size: Int) -> QueryError {
        QueryError(
            .tooLargeArraySize, "Too large block: \(size) bytes, the maximum is \(PacketLimits.blockBytesMax)")
    }
}
