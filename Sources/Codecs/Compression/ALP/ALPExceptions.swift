import Errors

/// The values of a block that its scheme does not hold: each an index in the block (2 bytes) and the float.
enum ALPExceptions<T: ALPFloat> {
    static func write(_ indexes: [Int], of source: RawInput, into target: RawOutput, at offset: Int) {
        var offset = offset
        for index in indexes {
            target.store(UInt16(truncatingIfNeeded: index).littleEndian, at: offset)
            target.store(source.load(T.self, at: index &* T.size), at: offset &+ 2)
            offset &+= 2 &+ T.size
        }
    }

    static func read(_ source: RawInput, into target: RawOutput) throws(QueryError) {
        let size = 2 &+ T.size
        for offset in stride(from: 0, to: source.count, by: size) {
            let index = Int(UInt16(littleEndian: source.load(UInt16.self, at: offset)))
            guard index < target.count / T.size else {
                throw cannotDecompress("ALP", "an exception at \(index) of \(target.count / T.size) values")
            }
            target.store(source.load(T.self, at: offset &+ 2), at: index &* T.size)
        }
    }
}
