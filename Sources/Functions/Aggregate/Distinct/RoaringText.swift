import Columns
import Errors

/// Roaring bitmaps in their portable form.
///
/// | bytes | content |
/// |---|---|
/// | u32 | 12346, then u32 number of containers; or 12347 and in the upper half the number less one, then a bit each |
/// | u16, u16 | of each container: the upper half of its numbers, their count less one |
/// | u32 | of each container: where it begins; left out with runs and fewer than 4 containers |
/// | each | a run container: u16 number of runs, u16 start and u16 length less one of each |
/// | | up to 4096 numbers: their lower halves, u16 each |
/// | | more: a bit for each of 65536 |
///
/// The form of 64 bits is a u64 count, and for each u32 upper half a bitmap of its lower halves.
///
/// - Source: the RoaringFormatSpec, and states written by 26.9.
struct RoaringText {
    private static let plainCookie: UInt32 = 12_346
    private static let runCookie: UInt32 = 12_347

    private let bytes: [UInt8]
    private var position = 0
    private var count = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    // MARK: writing

    /// One container of numbers with the same upper half; as runs where those are shorter.
    private struct Container {
        let key: UInt16
        let numbers: ArraySlice<UInt32>
        var runs: [(first: UInt16, last: UInt16)] = []

        init(_ numbers: ArraySlice<UInt32>) {
            key = UInt16(truncatingIfNeeded: (numbers.first ?? 0) &>> 16)
            self.numbers = numbers
            for number in numbers {
                let low = UInt16(truncatingIfNeeded: number)
                if let last = runs.last?.last, last &+ 1 == low {
                    runs[runs.count - 1].last = low
                } else {
                    runs.append((low, low))
                }
            }
            if 2 + 4 * runs.count >= (numbers.count <= 4096 ? 2 * numbers.count + 2 : 8192) { runs = [] }
        }

        var size: Int {
            if !runs.isEmpty { return 2 + 4 * runs.count }
            return numbers.count <= 4096 ? 2 * numbers.count : 8192
        }

        func write(into bytes: inout [UInt8]) {
            if !runs.isEmpty {
                bytes.append(littleEndian: UInt16(truncatingIfNeeded: runs.count))
                for run in runs {
                    bytes.append(littleEndian: run.first)
                    bytes.append(littleEndian: run.last &- run.first)
                }
            } else if numbers.count <= 4096 {
                for number in numbers { bytes.append(littleEndian: UInt16(truncatingIfNeeded: number)) }
            } else {
                var bits = [UInt8](repeating: 0, count: 8192)
                for number in numbers {
                    let low = Int(UInt16(truncatingIfNeeded: number))
                    bits[low &>> 3] |= 1 &<< UInt8(low & 7)
                }
                bytes.append(contentsOf: bits)
            }
        }
    }

    static func write32(_ sorted: [UInt32], into bytes: inout [UInt8]) {
        var containers: [Container] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] &>> 16 == sorted[start] &>> 16 { end += 1 }
            containers.append(Container(sorted[start..<end]))
            start = end
        }
        let hasRuns = containers.contains { !$0.runs.isEmpty }
        var headerSize = 8
        if hasRuns {
            let flagBytes = (containers.count + 7) / 8
            var flags = [UInt8](repeating: 0, count: flagBytes)
            for (place, container) in containers.enumerated() where !container.runs.isEmpty {
                flags[place &>> 3] |= 1 &<< UInt8(place & 7)
            }
            bytes.append(littleEndian: runCookie | UInt32(truncatingIfNeeded: containers.count - 1) &<< 16)
            bytes.append(contentsOf: flags)
            headerSize = 4 + flagBytes
        } else {
            bytes.append(littleEndian: plainCookie)
            bytes.append(littleEndian: UInt32(truncatingIfNeeded: containers.count))
        }
        for container in containers {
            bytes.append(littleEndian: container.key)
            bytes.append(littleEndian: UInt16(truncatingIfNeeded: container.numbers.count - 1))
        }
        if !hasRuns || containers.count >= 4 {
            var offset = headerSize + 8 * containers.count
            for container in containers {
                bytes.append(littleEndian: UInt32(truncatingIfNeeded: offset))
                offset += container.size
            }
        }
        for container in containers { container.write(into: &bytes) }
    }

    static func write64(_ sorted: [UInt64], into bytes: inout [UInt8]) {
        var groups: [(key: UInt32, numbers: [UInt32])] = []
        for number in sorted {
            let key = UInt32(truncatingIfNeeded: number &>> 32)
            if groups.last?.key != key { groups.append((key, [])) }
            groups[groups.count - 1].numbers.append(UInt32(truncatingIfNeeded: number))
        }
        bytes.append(littleEndian: UInt64(groups.count))
        for group in groups {
            bytes.append(littleEndian: group.key)
            write32(group.numbers, into: &bytes)
        }
    }

    // MARK: reading

    mutating func read64() throws(QueryError) -> [UInt64] {
        var numbers: [UInt64] = []
        for _ in 0..<(try integer(UInt64.self)) {
            let upper = UInt64(try integer(UInt32.self)) &<< 32
            for low in try read32() { numbers.append(upper | UInt64(low)) }
        }
        return numbers
    }

    mutating func read32() throws(QueryError) -> [UInt32] {
        let start = position
        let cookie = try integer(UInt32.self)
        let containerCount: Int
        let hasRuns: [Bool]
        if cookie & 0xFFFF == Self.runCookie {
            containerCount = Int(cookie &>> 16) + 1
            let flags = try take((containerCount + 7) / 8)
            hasRuns = (0..<containerCount).map { flags[$0 &>> 3] &>> UInt8($0 & 7) & 1 == 1 }
        } else {
            guard cookie == Self.plainCookie else {
                throw StateReader.broken("no Roaring bitmap begins with \(cookie)")
            }
            containerCount = Int(try integer(UInt32.self))
            guard containerCount <= 65_536 else { throw StateReader.broken("\(containerCount) containers") }
            hasRuns = [Bool](repeating: false, count: containerCount)
        }
        var headers: [(key: UInt32, count: Int)] = []
        for _ in 0..<containerCount {
            headers.append((UInt32(try integer(UInt16.self)) &<< 16, Int(try integer(UInt16.self)) + 1))
        }
        if cookie == Self.plainCookie || containerCount >= 4 { _ = try take(4 * containerCount) }
        var numbers: [UInt32] = []
        for (place, header) in headers.enumerated() {
            try readContainer(header.key, header.count, isRuns: hasRuns[place], into: &numbers)
        }
        guard position > start else { throw StateReader.broken("an empty bitmap") }
        return numbers
    }

    private mutating func readContainer(
        _ key: UInt32, _ size: Int, isRuns: Bool, into numbers: inout [UInt32]
    ) throws(QueryError) {
        if isRuns {
            for _ in 0..<(try integer(UInt16.self)) {
                let first = UInt32(try integer(UInt16.self))
                let last = first + UInt32(try integer(UInt16.self))
                guard last <= 0xFFFF else { throw StateReader.broken("a run that ends at \(last)") }
                try expect(Int(last - first) + 1)
                for low in first...last { numbers.append(key | low) }
            }
        } else if size <= 4096 {
            try expect(size)
            for _ in 0..<size { numbers.append(key | UInt32(try integer(UInt16.self))) }
        } else {
            let bits = try take(8192)
            try expect(size)
            for (place, byte) in bits.enumerated() where byte != 0 {
                for bit in 0..<8 where byte &>> UInt8(bit) & 1 == 1 { numbers.append(key | UInt32(place * 8 + bit)) }
            }
        }
    }

    private mutating func expect(_ more: Int) throws(QueryError) {
        count += more
        guard count <= Bitmap.countMax else {
            throw QueryError(.notImplemented, "Bitmaps of more than \(Bitmap.countMax) elements are not supported")
        }
    }

    private mutating func take(_ size: Int) throws(QueryError) -> ArraySlice<UInt8> {
        guard size <= bytes.count - position else { throw StateReader.broken("a bitmap that ends early") }
        defer { position += size }
        return ArraySlice(Array(bytes[position..<position + size]))
    }

    private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(QueryError) -> T {
        try take(T.bitWidth / 8).reversed().reduce(0) { $0 &<< 8 | T($1) }
    }
}
