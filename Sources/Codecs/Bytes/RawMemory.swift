import Errors

/// Bytes that someone else keeps alive, read with a check at every step: what codecs read from.
@safe struct RawInput {
    private let base: UnsafeRawBufferPointer

    /// The memory must live, unchanged, as long as this value is used.
    init(_ base: UnsafeRawBufferPointer) { unsafe self.base = base }

    var count: Int { unsafe base.count }

    /// The memory itself, for the C libraries and for the bit reader.
    var memory: UnsafeRawBufferPointer { unsafe base }

    @inline(__always)
    func load<T: BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
        precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count, "a load stays inside its bytes")
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: T.self)
    }

    @inline(__always)
    subscript(offset: Int) -> UInt8 { load(UInt8.self, at: offset) }

    /// The bytes of `range` only.
    func slice(_ range: Range<Int>) -> RawInput {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a slice stays inside its bytes")
        return unsafe RawInput(UnsafeRawBufferPointer(rebasing: base[range]))
    }

    /// The bytes from `offset` on.
    func from(_ offset: Int) -> RawInput { slice(offset..<count) }
}

/// Memory that someone else keeps alive, written with a check at every step: what codecs write to.
@safe struct RawOutput {
    private let base: UnsafeMutableRawBufferPointer

    /// The memory must live as long as this value is used, and nobody else may use it meanwhile.
    init(_ base: UnsafeMutableRawBufferPointer) { unsafe self.base = base }

    var count: Int { unsafe base.count }

    /// The memory itself, for the C libraries and for the bit writer.
    var memory: UnsafeMutableRawBufferPointer { unsafe base }

    @inline(__always)
    func store<T: BitwiseCopyable>(_ value: T, at offset: Int) {
        precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count, "a store stays inside its bytes")
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: T.self)
    }

    /// A value written before.
    @inline(__always)
    func load<T: BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
        precondition(offset >= 0 && offset &+ MemoryLayout<T>.size <= count, "a load stays inside its bytes")
        return unsafe base.loadUnaligned(fromByteOffset: offset, as: T.self)
    }

    func copy(_ source: RawInput, to offset: Int) {
        precondition(offset >= 0 && offset &+ source.count <= count, "a copy stays inside its bytes")
        guard source.count > 0 else { return }
        unsafe UnsafeMutableRawBufferPointer(rebasing: base[offset..<offset &+ source.count])
            .copyMemory(from: source.memory)
    }

    func fill(_ range: Range<Int>, with byte: UInt8) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a fill stays inside its bytes")
        for offset in range { unsafe base[offset] = byte }
    }

    /// The memory of `range` only.
    func slice(_ range: Range<Int>) -> RawOutput {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a slice stays inside its bytes")
        return unsafe RawOutput(UnsafeMutableRawBufferPointer(rebasing: base[range]))
    }

    /// What was written to the first `size` bytes, to be read.
    func written(_ size: Int) -> RawInput {
        precondition(size >= 0 && size <= count, "what is read was written")
        return unsafe RawInput(UnsafeRawBufferPointer(rebasing: base[..<size]))
    }
}

/// Appends up to `sizeMax` bytes that `fill` writes; `fill` gives how many it wrote.
func appendBytes(
    to bytes: inout [UInt8], sizeMax: Int, _ fill: (RawOutput) throws(QueryError) -> Int
) throws(QueryError) {
    let wanted = bytes.count + sizeMax
    if wanted > bytes.capacity { bytes.reserveCapacity(max(wanted, bytes.capacity * 2)) }
    try bytes.append(addingCapacity: sizeMax) { (output: inout OutputSpan<UInt8>) throws(QueryError) in
        // Safe: the span has room for `sizeMax` bytes, and `fill` says how many of them it has written.
        try unsafe output.withUnsafeMutableBufferPointer {
            (buffer: UnsafeMutableBufferPointer<UInt8>, initialised: inout Int) throws(QueryError) in
            let size = Swift.min(buffer.count, sizeMax)
            let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: size)
            initialised = try fill(unsafe RawOutput(room))
        }
    }
}

/// Runs `body` on the bytes of `range`.
func withRawInput<R>(
    _ bytes: [UInt8], in range: Range<Int>, _ body: (RawInput) throws(QueryError) -> R
) throws(QueryError) -> R {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range is inside the bytes")
    // Safe: the array lives through the call, and `RawInput` stays inside the range.
    return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(QueryError) -> R in
        try body(unsafe RawInput(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[range])))
    }
}
