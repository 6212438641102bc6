import Codecs
import Errors

/// A table in a FlatBuffers buffer; every offset is checked before it is followed.
struct FlatBufferTable {
    private let bytes: [UInt8]
    private let start: Int
    private let vtable: Int
    private let slots: Int

    /// The root of a buffer.
    init(root bytes: [UInt8]) throws(QueryError) {
        let offset = try Self.number(bytes, at: 0, as: UInt32.self)
        try self.init(bytes, at: Int(offset))
    }

    private init(_ bytes: [UInt8], at start: Int) throws(QueryError) {
        self.bytes = bytes
        self.start = start
        let back = try Self.number(bytes, at: start, as: Int32.self)
        vtable = start - Int(back)
        let size = Int(try Self.number(bytes, at: vtable, as: UInt16.self))
        guard size >= 4, vtable + size <= bytes.count else { throw Self.broken("a table has no fields' places") }
        slots = (size - 4) / 2
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.incorrectData, "Broken Arrow metadata: \(reason)")
    }

    private static func number<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: [UInt8], at offset: Int, as type: T.Type
    ) throws(QueryError) -> T {
        let width = MemoryLayout<T>.size
        guard offset >= 0, offset <= bytes.count - width else {
            throw broken("an offset leads to byte \(offset) of \(bytes.count)")
        }
        var result = T.zero
        for index in 0..<width { result |= T(truncatingIfNeeded: bytes[offset + index]) << T(8 * index) }
        return result
    }

    private func place(_ slot: Int) throws(QueryError) -> Int? {
        guard slot < slots else { return nil }
        let offset = Int(try Self.number(bytes, at: vtable + 4 + 2 * slot, as: UInt16.self))
        return offset == 0 ? nil : start + offset
    }

    /// The scalar in `slot`, or `fallback` where the table leaves it out.
    func number<T: FixedWidthInteger & BitwiseCopyable>(_ slot: Int, default fallback: T) throws(QueryError) -> T {
        guard let place = try place(slot) else { return fallback }
        return try Self.number(bytes, at: place, as: T.self)
    }

    func flag(_ slot: Int) throws(QueryError) -> Bool { try number(slot, default: UInt8(0)) != 0 }

    private func target(_ slot: Int) throws(QueryError) -> Int? {
        guard let place = try place(slot) else { return nil }
        return place + Int(try Self.number(bytes, at: place, as: UInt32.self))
    }

    func table(_ slot: Int) throws(QueryError) -> FlatBufferTable? {
        guard let target = try target(slot) else { return nil }
        return try FlatBufferTable(bytes, at: target)
    }

    /// The count and the first element's place of a vector of elements of `width` bytes.
    private func vector(_ slot: Int, width: Int) throws(QueryError) -> (first: Int, count: Int)? {
        guard let target = try target(slot) else { return nil }
        let count = Int(try Self.number(bytes, at: target, as: UInt32.self))
        guard count <= (bytes.count - target - 4) / width else { throw Self.broken("a vector of \(count) elements") }
        return (target + 4, count)
    }

    func text(_ slot: Int) throws(QueryError) -> String? {
        guard let (first, count) = try vector(slot, width: 1) else { return nil }
        return String(decoding: bytes[first..<first + count], as: UTF8.self)
    }

    func tables(_ slot: Int) throws(QueryError) -> [FlatBufferTable] {
        guard let (first, count) = try vector(slot, width: 4) else { return [] }
        var result: [FlatBufferTable] = []
        for index in 0..<count {
            let place = first + 4 * index
            let offset = Int(try Self.number(bytes, at: place, as: UInt32.self))
            result.append(try FlatBufferTable(bytes, at: place + offset))
        }
        return result
    }

    /// A vector of structures of `fields` eight-byte numbers each, end to end.
    func numbers(_ slot: Int, fields: Int) throws(QueryError) -> [Int] {
        guard let (first, count) = try vector(slot, width: 8 * fields) else { return [] }
        var result: [Int] = []
        for index in 0..<count * fields {
            result.append(Int(try Self.number(bytes, at: first + 8 * index, as: Int64.self)))
        }
        return result
    }
}
