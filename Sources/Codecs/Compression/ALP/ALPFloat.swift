/// The floats that `ALP` takes.
protocol ALPFloat: BitwiseCopyable, Equatable {
    associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
    /// Powers of ten that an encoder tries.
    static var exponentCount: Int { get }
    /// Bits per value that decimals may take before splitting the bits is tried.
    static var decimalBitsMax: Int { get }

    init(_ double: Double)
    init(bitPattern: Bits)
    var bitPattern: Bits { get }
    /// The value itself: every `Float` is a `Double`.
    var double: Double { get }
}

extension ALPFloat {
    static var size: Int { MemoryLayout<Self>.size }
}

extension Float: ALPFloat {
    static var exponentCount: Int { 10 }
    static var decimalBitsMax: Int { 22 }

    var double: Double { Double(self) }
}

extension Double: ALPFloat {
    static var exponentCount: Int { 19 }
    static var decimalBitsMax: Int { 48 }

    var double: Double { self }
}
