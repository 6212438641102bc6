/// Functions of JSON texts.
enum JSONFunctions {
    static let list: [any ScalarFunction.Type] = [
        JSONExtractString.self, JSONExtractStringCaseInsensitive.self, JSONExtractInt.self,
        JSONExtractIntCaseInsensitive.self, JSONExtractUInt.self, JSONExtractUIntCaseInsensitive.self,
        JSONExtractFloat.self, JSONExtractFloatCaseInsensitive.self, JSONExtractBool.self,
        JSONExtractBoolCaseInsensitive.self, JSONExtractRaw.self, JSONExtractRawCaseInsensitive.self,
        JSONExtractArrayRaw.self, JSONExtractArrayRawCaseInsensitive.self, JSONExtractKeys.self,
        JSONExtractKeysCaseInsensitive.self, JSONExtractKeysAndValuesRaw.self,
        JSONExtractKeysAndValuesRawCaseInsensitive.self, JSONHas.self, JSONLength.self, JSONTypeName.self,
        JSONKeyName.self, IsValidJSON.self, JSONArrayLength.self, JSONExtractTyped.self,
        JSONExtractTypedCaseInsensitive.self, JSONExtractKeysAndValues.self,
        JSONExtractKeysAndValuesCaseInsensitive.self, SimpleJSONHas.self, SimpleJSONExtractInt.self,
        SimpleJSONExtractUInt.self, SimpleJSONExtractFloat.self, SimpleJSONExtractBool.self,
        SimpleJSONExtractRaw.self, SimpleJSONExtractString.self, JSONPathValue.self, JSONPathQuery.self,
        JSONPathExists.self, ToJSONString.self, JSONMergePatch.self,
    ]
}
