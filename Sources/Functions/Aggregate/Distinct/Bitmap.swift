import Columns
import Errors

/// A set of whole numbers as ClickHouse's `groupBitmap` keeps it: up to 32 in the order they came, more as a Roaring
/// bitmap.
///
/// Elements are the bits of the numbers, those of up to 32 bits sign-extended to 32.
struct Bitmap: Sendable {
    static let smallCountMax = 32
    /// What a serialised bitmap may unfold to.
    static let countMax = 1 << 24

    private(set) var members: Set<UInt64> = []
    /// The elements in the order they came; only while the bitmap is small.
    private var order: [UInt64] = []
    private var isLarge = false

    init() {}

    init(_ elements: some Sequence<UInt64>) { for element in elements { insert(element) } }

    var count: Int { members.count }

    /// As ClickHouse iterates: small ones as they came, large ones sorted.
    var elements: [UInt64] { isLarge ? members.sorted() : order }

    mutating func insert(_ element: UInt64) {
        guard members.insert(element).inserted, !isLarge else { return }
        if order.count == Self.smallCountMax {
            isLarge = true
            order = []
        } else {
            order.append(element)
        }
    }

    mutating func formUnion(_ other: Bitmap) { for element in other.elements { insert(element) } }

    func filtered(_ isKept: (UInt64) -> Bool) -> Bitmap { Bitmap(elements.filter(isKept)) }

    func intersection(_ other: Bitmap) -> Bitmap { filtered(other.members.contains) }

    func subtracting(_ other: Bitmap) -> Bitmap { filtered { !other.members.contains($0) } }

    func symmetricDifference(_ other: Bitmap) -> Bitmap {
        var result = subtracting(other)
        result.formUnion(other.subtracting(self))
        return result
    }
}

/// What the elements of a bitmap are.
struct BitmapElement: Sendable {
    let type: DataType
    let width: Int

    /// `nil` for types that no bitmap holds.
    init?(_ type: DataType) {
        switch type {
        case .int8, .uint8: width = 1
        case .int16, .uint16, .date: width = 2
        case .int32, .uint32, .dateTime: width = 4
        case .int64, .uint64: width = 8
        default: return nil
        }
        self.type = type
    }

    private var isSigned: Bool {
        switch type {
        case .int8, .int16, .int32: true
        default: false
        }
    }

    /// The numbers of a column of the type as elements.
    func elements(of column: Column) -> [UInt64] {
        switch column.materialised {
        case .uint64(let values): values
        case .int64(let values): values.map { UInt64(bitPattern: $0) }
        case .int8(let values): values.map { UInt64(UInt32(bitPattern: Int32($0))) }
        case .int16(let values): values.map { UInt64(UInt32(bitPattern: Int32($0))) }
        case .int32(let values): values.map { UInt64(UInt32(bitPattern: $0)) }
        case .uint8(let values): values.map { UInt64($0) }
        case .uint16(let values): values.map { UInt64($0) }
        case .uint32(let values): values.map { UInt64($0) }
        default: []
        }
    }

    /// The number that an element stands for.
    func value(_ element: UInt64) -> Value {
        switch type {
        case .int8: .int64(Int64(Int8(truncatingIfNeeded: element)))
        case .int16: .int64(Int64(Int16(truncatingIfNeeded: element)))
        case .int32: .int64(Int64(Int32(truncatingIfNeeded: element)))
        case .int64: .int64(Int64(bitPattern: element))
        case .uint8: .uint64(UInt64(UInt8(truncatingIfNeeded: element)))
        case .uint16, .date: .uint64(UInt64(UInt16(truncatingIfNeeded: element)))
        case .uint32, .dateTime: .uint64(UInt64(UInt32(truncatingIfNeeded: element)))
        default: .uint64(element)
        }
    }

    /// | bytes | content |
    /// |---|---|
    /// | u8 | 0: small, 1: large |
    /// | small | varuint count, each element in the type's width |
    /// | large | varuint size, a portable Roaring bitmap of 32 bits; of 64 bits for types of that width |
    func write(_ bitmap: Bitmap, into bytes: inout [UInt8]) {
        let elements = bitmap.elements
        guard bitmap.count > Bitmap.smallCountMax else {
            bytes.append(0)
            bytes.append(varuint: UInt64(elements.count))
            for element in elements { bytes.append(word: element, width: width) }
            return
        }
        var content: [UInt8] = []
        if width == 8 {
            RoaringText.write64(elements, into: &content)
        } else {
            RoaringText.write32(elements.map { UInt32(truncatingIfNeeded: $0) }, into: &content)
        }
        bytes.append(1)
        bytes.append(varuint: UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Bitmap {
        switch try reader.byte() {
        case 0:
            let count = try reader.varuint()
            guard count <= UInt64(Bitmap.smallCountMax) else {
                throw StateReader.broken("a small bitmap has \(count) elements")
            }
            var bitmap = Bitmap()
            for _ in 0..<count {
                let bytes = try reader.take(width)
                var element = bytes.reversed().reduce(UInt64(0)) { $0 &<< 8 | UInt64($1) }
                if isSigned, width < 4, element &>> UInt64(8 * width - 1) == 1 {
                    element |= 0xFFFF_FFFF &<< UInt64(8 * width) & 0xFFFF_FFFF
                }
                bitmap.insert(element)
            }
            return bitmap
        case 1:
            let size = try reader.varuint()
            guard let count = Int(exactly: size) else { throw StateReader.broken("a bitmap has \(size) bytes") }
            var content = RoaringText(try reader.take(count))
            return Bitmap(width == 8 ? try content.read64() : try content.read32().map { UInt64($0) })
        case let kind: throw StateReader.broken("a bitmap of kind \(kind)")
        }
    }
}
