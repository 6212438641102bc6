/// Functions of UUIDs and network addresses.
enum UUIDAndIPFunctions {
    static let list: [any ScalarFunction.Type] = [
        UUIDStringToNum.self, UUIDToNum.self, UUIDNumToString.self, UUIDv7ToDateTime.self,
        IPv4StringToNum.self, IPv4StringToNumOrDefault.self, IPv4StringToNumOrNull.self,
        IPv6StringToNum.self, IPv6StringToNumOrDefault.self, IPv6StringToNumOrNull.self,
        IPv4NumToString.self, IPv4NumToStringClassC.self, IPv6NumToString.self, IPv4ToIPv6.self,
        IsIPv4String.self, IsIPv6String.self, IPv4CIDRToRange.self, IPv6CIDRToRange.self, IsIPAddressInRange.self,
        MACStringToNum.self, MACStringToOUI.self, MACNumToString.self, CutIPv6.self,
    ]
}
