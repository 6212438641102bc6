import Errors

/// Snappy's raw format: the size as a variable-length number, then literals and copies of what came before.
///
/// | tag's low bits | element |
/// | --- | --- |
/// | 00 | literal: upper six bits + 1 bytes, 60 … 63 say that the length follows in 1 … 4 bytes |
/// | 01 | copy of 4 … 11 bytes, distance in 11 bits: three of the tag, then a byte |
/// | 10 | copy of 1 … 64 bytes, distance in two bytes |
/// | 11 | copy of 1 … 64 bytes, distance in four bytes |
///
/// - Source: google/snappy, `format_description.txt`.
enum Snappy {
    static func decompress(_ bytes: [UInt8], in range: Range<Int>, size: Int) throws(QueryError) -> [UInt8] {
        var reader = ByteReader(bytes, in: range)
        let stated = try reader.readVarUInt()
        guard stated == UInt64(truncatingIfNeeded: size) else {
            throw broken("\(stated) bytes are stated, \(size) were expected")
        }
        var result: [UInt8] = []
        // A copy of three bytes stands for 64 at most.
        result.reserveCapacity(min(size, range.count &* 22))
        var position = reader.offset
        let end = range.upperBound
        while position < end {
            let tag = Int(bytes[position])
            position &+= 1
            if tag & 3 == 0 {
                var count = tag >> 2 &+ 1
                if count > 60 {
                    let width = count &- 60
                    guard position &+ width <= end else { throw broken("a literal's length is cut off") }
                    count = 1
                    for index in 0..<width { count &+= Int(bytes[position &+ index]) << (8 &* index) }
                    position &+= width
                }
                guard count <= end &- position, count <= size &- result.count else {
                    throw broken("a literal of \(count) bytes is too long")
                }
                result.append(contentsOf: bytes[position..<position &+ count])
                position &+= count
                continue
            }
            let (count, distance) = try copy(tag, bytes, &position, end)
            guard distance > 0, distance <= result.count, count <= size &- result.count else {
                throw broken("a copy of \(count) bytes from \(distance) bytes before position \(result.count)")
            }
            let start = result.count &- distance
            if distance >= count {
                result.append(contentsOf: result[start..<start &+ count])
            } else {
                for index in 0..<count { result.append(result[start &+ index]) }
            }
        }
        guard result.count == size else { throw broken("\(result.count) bytes came out, \(size) were expected") }
        return result
    }

    private static func copy(
        _ tag: Int, _ bytes: [UInt8], _ position: inout Int, _ end: Int
    ) throws(QueryError) -> (count: Int, distance: Int) {
        let width = tag & 3 == 1 ? 1 : tag & 3 == 2 ? 2 : 4
        guard position &+ width <= end else { throw broken("a copy is cut off") }
        var distance = 0
        for index in 0..<width { distance |= Int(bytes[position &+ index]) << (8 &* index) }
        position &+= width
        guard width == 1 else { return (tag >> 2 &+ 1, distance) }
        return ((tag >> 2) & 7 &+ 4, (tag >> 5) << 8 | distance)
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.snappyUncompressFailed, "Cannot decompress Snappy data: \(reason)")
    }

    /// Compresses by looking for the last place where the same four bytes stood, within 64 KiB.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUInt(bytes.count)
        var result = writer.take()
        result.reserveCapacity(bytes.count / 2)
        var places = [Int32](repeating: -1, count: 1 << 14)
        var literal = 0
        var position = 0
        while position &+ 4 <= bytes.count {
            let word = word(bytes, position)
            let slot = Int((word &* 0x1E35_A7BD) >> 18)
            let candidate = Int(places[slot])
            places[slot] = Int32(truncatingIfNeeded: position)
            guard candidate >= 0, position &- candidate < 1 << 16, self.word(bytes, candidate) == word else {
                position &+= 1
                continue
            }
            var count = 4
            while position &+ count < bytes.count, bytes[candidate &+ count] == bytes[position &+ count] {
                count &+= 1
            }
            appendLiteral(bytes, literal..<position, &result)
            appendCopy(count, distance: position &- candidate, &result)
            position &+= count
            literal = position
        }
        appendLiteral(bytes, literal..<bytes.count, &result)
        return result
    }

    private static func word(_ bytes: [UInt8], _ position: Int) -> UInt32 {
        UInt32(bytes[position]) | UInt32(bytes[position &+ 1]) << 8 | UInt32(bytes[position &+ 2]) << 16
            | UInt32(bytes[position &+ 3]) << 24
    }

    private static func appendLiteral(_ bytes: [UInt8], _ range: Range<Int>, _ result: inout [UInt8]) {
        guard !range.isEmpty else { return }
        let count = range.count &- 1
        if count < 60 {
            result.append(UInt8(truncatingIfNeeded: count << 2))
        } else {
            result.append(63 << 2)
            for index in 0..<4 { result.append(UInt8(truncatingIfNeeded: count >> (8 &* index))) }
        }
        result.append(contentsOf: bytes[range])
    }

    private static func appendCopy(_ count: Int, distance: Int, _ result: inout [UInt8]) {
        var rest = count
        while rest > 0 {
            let step = min(rest, 64)
            result.append(UInt8(truncatingIfNeeded: (step &- 1) << 2 | 2))
            result.append(UInt8(truncatingIfNeeded: distance))
            result.append(UInt8(truncatingIfNeeded: distance >> 8))
            rest &-= step
        }
    }
}
