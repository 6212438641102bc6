/// The family's list.
enum BitFunctions {
    static let list: [any ScalarFunction.Type] = [
        BitAnd.self, BitOr.self, BitXor.self, BitNot.self, BitShiftLeft.self, BitShiftRight.self,
        BitRotateLeft.self, BitRotateRight.self, BitTest.self, BitTestAll.self, BitTestAny.self, BitCount.self,
        BitHammingDistance.self, ByteSwap.self, BitSlice.self, BitmaskToArray.self, BitPositionsToArray.self,
        BitmaskToList.self,
        MortonEncode.self, MortonDecode.self, HilbertEncode.self, HilbertDecode.self,
    ]
}
