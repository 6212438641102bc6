/// Hashes and checksums.
enum HashFunctions {
    static let list: [any ScalarFunction.Type] = [
        CityHash64.self, FarmHash64.self, MetroHash64.self, SipHash64.self, SipHash128.self,
        MurmurHash2Word32.self, MurmurHash2Word64.self, GccMurmurHash.self,
        MurmurHash3Word32.self, MurmurHash3Word64.self, MurmurHash3Word128.self,
        XXHash32.self, XXHash64.self, HalfMD5.self, IntHash32.self, IntHash64.self, JavaHash.self, HiveHash.self,
        MD5Digest.self, SHA1Digest.self, SHA224Digest.self, SHA256Digest.self, SHA384Digest.self,
        SHA512Digest.self, SHA512HalfDigest.self, CRC32.self, CRC32IEEE.self, CRC64.self,
        JumpConsistentHash.self, KafkaMurmurHash.self, JavaHashUTF16LE.self,
        MD4Digest.self, RIPEMD160Digest.self, Keccak256Digest.self, HMACFunction.self,
        SipHash64Keyed.self, SipHash128Keyed.self,
    ]
}
