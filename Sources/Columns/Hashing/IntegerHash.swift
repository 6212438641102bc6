/// ClickHouse's `intHash64`: the finish of Murmur 3, a bijection.
@inline(__always)
package func intHash64(_ value: UInt64) -> UInt64 {
    var x = value
    x ^= x >> 33
    x &*= 0xff51_afd7_ed55_8ccd
    x ^= x >> 33
    x &*= 0xc4ce_b9fe_1a85_ec53
    x ^= x >> 33
    return x
}

/// ClickHouse's `intHash32`, with the salt of the SQL function.
@inline(__always)
package func intHash32(_ value: UInt64) -> UInt32 {
    func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 { value &>> count | value &<< (64 &- count) }
    var key = value ^ 0x75D9_543D_E018_BF45
    key = ~key &+ key << 18
    key ^= rotating(key, 31)
    key &*= 21
    key ^= rotating(key, 11)
    key &+= key << 6
    key ^= rotating(key, 22)
    return UInt32(truncatingIfNeeded: key)
}
