/// Values of one width that lie here and there.
package enum ByteGather {
    /// The `width` bytes at each of `starts`, one behind the other; zeros where a start is negative. The others must
    /// lie inside `bytes`.
    package static func fixed(_ bytes: Span<UInt8>, at starts: [Int], width: Int) -> [UInt8] {
        switch width {
        case 1: values(bytes, starts, UInt8.self)
        case 2: values(bytes, starts, UInt16.self)
        case 4: values(bytes, starts, UInt32.self)
        case 8: values(bytes, starts, UInt64.self)
        case 16: values(bytes, starts, UInt128.self)
        default: stretches(bytes, starts, width: width)
        }
    }

    private static func values<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: Span<UInt8>, _ starts: [Int], _ type: T.Type
    ) -> [UInt8] {
        let width = MemoryLayout<T>.size
        let size = starts.count &* width
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { target, count in
            let output = UnsafeMutableRawBufferPointer(target)
            unsafe bytes.withUnsafeBytes { source in
                for row in starts.indices {
                    let start = starts[row]
                    precondition(start &+ width <= source.count, "a value lies inside its bytes")
                    // Safe: the precondition, and the array was made for `width` bytes of every row.
                    let value = start < 0 ? 0 : unsafe source.loadUnaligned(fromByteOffset: start, as: T.self)
                    unsafe output.storeBytes(of: value, toByteOffset: row &* width, as: T.self)
                }
            }
            count = size
        }
    }

    private static func stretches(_ bytes: Span<UInt8>, _ starts: [Int], width: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(starts.count &* width)
        for start in starts {
            if start < 0 {
                result.append(contentsOf: repeatElement(0, count: width))
            } else {
                ByteCopy.append(bytes, start..<start &+ width, to: &result)
            }
        }
        return result
    }
}
