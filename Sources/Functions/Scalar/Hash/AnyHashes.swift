import Columns

enum CityHash64: AnyHash {
    static let name = "cityHash64"
    static let hashesIntegersQuickly = true
    static let documentation = FunctionDocumentation(
        "A 64-bit CityHash of all arguments: fast, not for secrets.", example: "cityHash64('abc')",
        "4220206313085259313")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { CityHash.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { CityHash.hash16(first, second) }
}

enum FarmHash64: AnyHash {
    static let name = "farmHash64"
    static let sizeMax = FarmHash.sizeMax
    static let toleratesEveryValue = false
    static let hashesIntegersQuickly = true
    static let documentation = FunctionDocumentation(
        "A 64-bit FarmHash of all arguments.", example: "farmHash64('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { FarmHash.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { CityHash.hash16(first, second) }
}

enum MetroHash64: AnyHash {
    static let name = "metroHash64"
    static let hashesIntegersQuickly = true
    static let documentation = FunctionDocumentation(
        "A 64-bit MetroHash of all arguments.", example: "metroHash64('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { MetroHash.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { CityHash.hash16(first, second) }
}

enum SipHash64: AnyHash {
    static let name = "sipHash64"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 64-bit SipHash of all arguments.", example: "sipHash64('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { SipHash.hash64(bytes) }

    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var sip = SipHash()
        sip.append(first)
        sip.append(second)
        return sip.value64
    }
}

enum SipHash128: AnyHash {
    static let name = "sipHash128"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 128-bit SipHash of all arguments.", example: "length(sipHash128('abc'))", "16")

    static func hash(_ bytes: Span<UInt8>) -> UInt128 { SipHash.hash128(bytes).word }

    static func combine(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var sip = SipHash()
        for half in [first, second] {
            sip.append(UInt64(truncatingIfNeeded: half))
            sip.append(UInt64(truncatingIfNeeded: half &>> 64))
        }
        return sip.value128.word
    }
}

extension Hash128 {
    fileprivate var word: UInt128 { UInt128(high) &<< 64 | UInt128(low) }
}

enum MurmurHash2Word32: AnyHash {
    static let name = "murmurHash2_32"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 32-bit MurmurHash2 of all arguments.", example: "murmurHash2_32('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt32 { MurmurHash2.hash32(bytes) }
    static func combine(_ first: UInt32, _ second: UInt32) -> UInt32 { intHash32(UInt64(first)) ^ second }
}

enum MurmurHash2Word64: AnyHash {
    static let name = "murmurHash2_64"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 64-bit MurmurHash2 of all arguments.", example: "murmurHash2_64('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { MurmurHash2.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { saltedHash64(first) ^ second }
}

enum GccMurmurHash: AnyHash {
    static let name = "gccMurmurHash"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 64-bit MurmurHash2 of all arguments, seeded as gcc does.", example: "gccMurmurHash('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { MurmurHash2.gccHash(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { saltedHash64(first) ^ second }
}

enum MurmurHash3Word32: AnyHash {
    static let name = "murmurHash3_32"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 32-bit MurmurHash3 of all arguments.", example: "murmurHash3_32('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt32 { MurmurHash3.hash32(bytes) }
    static func combine(_ first: UInt32, _ second: UInt32) -> UInt32 { intHash32(UInt64(first)) ^ second }
}

enum MurmurHash3Word64: AnyHash {
    static let name = "murmurHash3_64"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 64-bit MurmurHash3 of all arguments.", example: "murmurHash3_64('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { MurmurHash3.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { saltedHash64(first) ^ second }
}

enum MurmurHash3Word128: AnyHash {
    static let name = "murmurHash3_128"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 128-bit MurmurHash3 of all arguments.", example: "length(murmurHash3_128('abc'))", "16")

    static func hash(_ bytes: Span<UInt8>) -> UInt128 { MurmurHash3.hash128(bytes).word }

    static func combine(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var bytes: [UInt8] = []
        for word in [first, second] {
            for place in 0..<16 { bytes.append(UInt8(truncatingIfNeeded: word &>> UInt128(place &* 8))) }
        }
        return hash(bytes.span)
    }
}

enum XXHash32: AnyHash {
    static let name = "xxHash32"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 32-bit xxHash of all arguments.", example: "xxHash32('Hello, world!')", "834093149")

    static func hash(_ bytes: Span<UInt8>) -> UInt32 { XXHash.hash32(bytes) }
    static func combine(_ first: UInt32, _ second: UInt32) -> UInt32 { intHash32(UInt64(first)) ^ second }
}

enum XXHash64: AnyHash {
    static let name = "xxHash64"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "A 64-bit xxHash of all arguments.", example: "xxHash64('Hello, world!')", "17691043854468224118")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 { XXHash.hash64(bytes) }
    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 { CityHash.hash16(first, second) }
}

enum HalfMD5: AnyHash {
    static let name = "halfMD5"
    static let hashesIntegersQuickly = false
    static let documentation = FunctionDocumentation(
        "The first 64 bits of MD5 of all arguments.", example: "halfMD5('abc') > 0", "1")

    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        MessageDigest.md5(bytes)[..<8].reduce(0) { $0 &<< 8 | UInt64($1) }
    }

    static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var bytes: [UInt8] = []
        for word in [first, second] {
            for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word &>> UInt64(place &* 8))) }
        }
        return hash(bytes.span)
    }
}
