/// Functions that write bytes in another way.
enum EncodingFunctions {
    static let list: [any ScalarFunction.Type] = [
        Hex.self, Bin.self, Unhex.self, Unbin.self, CharFunction.self,
        Base64Encode.self, Base64Decode.self, TryBase64Decode.self,
        Base64URLEncode.self, Base64URLDecode.self, TryBase64URLDecode.self,
        EncodeXMLComponent.self, DecodeXMLComponent.self,
        EncodeURLComponent.self, EncodeURLFormComponent.self, DecodeURLComponent.self, DecodeURLFormComponent.self,
        Base58Encode.self, Base58Decode.self, TryBase58Decode.self, Base32Encode.self, Base32Decode.self,
        TryBase32Decode.self, DecodeHTMLComponent.self, ExtractTextFromHTML.self,
    ]
}
