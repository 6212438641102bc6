/// The bytes with ASCII letters in lower case; all others stay.
func asciiLowered(_ bytes: [UInt8]) -> [UInt8] { flippingCase(bytes, of: UInt8(ascii: "A")) }

/// The bytes with ASCII letters in upper case; all others stay.
func asciiUppered(_ bytes: [UInt8]) -> [UInt8] { flippingCase(bytes, of: UInt8(ascii: "a")) }

/// One loop without branches: bit 5 is flipped in the 26 bytes from `first`.
private func flippingCase(_ bytes: [UInt8], of first: UInt8) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
        unsafe bytes.withUnsafeBufferPointer { source in
            for index in 0..<source.count {
                // Safe: both buffers have room for `source.count` bytes.
                let byte = unsafe source[index]
                let isLetter = UInt8(truncatingIfNeeded: (UInt16(byte &- first) &- 26) &>> 15)
                unsafe result[index] = byte ^ (isLetter &<< 5)
            }
        }
        count = bytes.count
    }
}

@inline(__always)
func asciiLowered(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

@inline(__always)
func asciiUppered(_ byte: UInt8) -> UInt8 { byte &- 97 < 26 ? byte & 0xDF : byte }
