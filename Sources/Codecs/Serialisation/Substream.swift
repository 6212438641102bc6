import Columns

/// One of the streams that a column consists of.
package struct Substream: Hashable, Sendable {
    /// ClickHouse's name of it, escaped: `n%2Ea.size0`. In a Wide part it is a file's, see `fileStem`.
    package let name: String
    package let role: SubstreamRole

    /// The name, or its hash where it is too long for a file.
    package var fileStem: String { Self.fileStem(of: name) }

    /// ClickHouse's `max_file_name_length`.
    static let fileStemSizeMax = 127

    /// `name`, or the hash that stands for it in files where it is too long.
    package static func fileStem(of name: String) -> String {
        name.utf8.count > fileStemSizeMax ? hashedStem(of: name) : name
    }

    /// 32 hex digits of the name's SipHash128; a reader that finds no file of the name looks for this one.
    package static func hashedStem(of name: String) -> String {
        let bytes = Array(name.utf8)
        return SipHash.hash128(bytes.span).hexadecimal
    }

    /// A name as ClickHouse writes it in file names: letters, digits and `_` stay, every other byte becomes `%XX`.
    package static func escape(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in name.utf8 {
            let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            if isLetter || isDigit || byte == UInt8(ascii: "_") {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// The buffers that a column's streams are written to: one each, or one for all.
package struct SubstreamBuffers: Sendable {
    /// With separate buffers, the one of each stream in the order of `ColumnSerialisation.substreams`.
    package var writers: [ByteWriter]
    private let isJoined: Bool

    package init(separateFor serialisation: ColumnSerialisation) {
        writers = serialisation.substreams.map { _ in ByteWriter() }
        isJoined = false
    }

    /// All streams go to `writer`, in the order they are written.
    package init(joinedIn writer: ByteWriter) {
        writers = [writer]
        isJoined = true
    }

    /// Gives the one buffer of all streams back.
    mutating func takeJoined() -> ByteWriter {
        precondition(isJoined, "the streams have one buffer")
        defer { writers[0] = ByteWriter() }
        return writers[0]
    }

    subscript(stream: Int) -> ByteWriter {
        get { writers[isJoined ? 0 : stream] }
        _modify { yield &writers[isJoined ? 0 : stream] }
    }
}

/// What a column's streams are read from: one reader each, or one for all.
package struct SubstreamReaders: Sendable {
    package var readers: [ByteReader]
    let isJoined: Bool

    /// A reader for each stream, in the order of `ColumnSerialisation.substreams`.
    package init(separate readers: [ByteReader]) {
        self.readers = readers
        isJoined = false
    }

    /// All streams come from `reader`, in the order they are read.
    package init(joined reader: ByteReader) {
        readers = [reader]
        isJoined = true
    }

    subscript(stream: Int) -> ByteReader {
        get { readers[isJoined ? 0 : stream] }
        _modify { yield &readers[isJoined ? 0 : stream] }
    }
}
