import Columns

enum JSONExtractString: JSONPathFunction {
    typealias Writer = JSONStringWriter
    static let name = "JSONExtractString"
    static let documentation = FunctionDocumentation(
        "The text at a path of a JSON document; empty where there is none.",
        example: "JSONExtractString('{\"a\": \"hello\"}', 'a')", "hello")
}

enum JSONExtractStringCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONStringWriter
    static let name = "JSONExtractStringCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The text at a path of a JSON document; empty where there is none; keys in any case.",
        example: "JSONExtractStringCaseInsensitive('{\"a\": \"hello\"}', 'a')", "hello")
}

enum JSONExtractInt: JSONPathFunction {
    typealias Writer = JSONIntegerWriter<Int64>
    static let name = "JSONExtractInt"
    static let documentation = FunctionDocumentation(
        "The signed integer at a path of a JSON document, else 0.",
        example: "JSONExtractInt('{\"a\": -5}', 'a')", "-5")
}

enum JSONExtractIntCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONIntegerWriter<Int64>
    static let name = "JSONExtractIntCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The signed integer at a path of a JSON document, else 0; keys in any case.",
        example: "JSONExtractIntCaseInsensitive('{\"a\": -5}', 'a')", "-5")
}

enum JSONExtractUInt: JSONPathFunction {
    typealias Writer = JSONIntegerWriter<UInt64>
    static let name = "JSONExtractUInt"
    static let documentation = FunctionDocumentation(
        "The unsigned integer at a path of a JSON document, else 0.",
        example: "JSONExtractUInt('{\"a\": 5}', 'a')", "5")
}

enum JSONExtractUIntCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONIntegerWriter<UInt64>
    static let name = "JSONExtractUIntCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The unsigned integer at a path of a JSON document, else 0; keys in any case.",
        example: "JSONExtractUIntCaseInsensitive('{\"a\": 5}', 'a')", "5")
}

enum JSONExtractFloat: JSONPathFunction {
    typealias Writer = JSONFloatWriter
    static let name = "JSONExtractFloat"
    static let documentation = FunctionDocumentation(
        "The number at a path of a JSON document, else 0.",
        example: "JSONExtractFloat('{\"a\": 1.5}', 'a')", "1.5")
}

enum JSONExtractFloatCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONFloatWriter
    static let name = "JSONExtractFloatCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The number at a path of a JSON document, else 0; keys in any case.",
        example: "JSONExtractFloatCaseInsensitive('{\"a\": 1.5}', 'a')", "1.5")
}

enum JSONExtractBool: JSONPathFunction {
    typealias Writer = JSONBoolWriter
    static let name = "JSONExtractBool"
    static let documentation = FunctionDocumentation(
        "The boolean at a path of a JSON document, else false.",
        example: "JSONExtractBool('{\"a\": true}', 'a')", "1")
}

enum JSONExtractBoolCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONBoolWriter
    static let name = "JSONExtractBoolCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The boolean at a path of a JSON document, else false; keys in any case.",
        example: "JSONExtractBoolCaseInsensitive('{\"a\": true}', 'a')", "1")
}

enum JSONExtractRaw: JSONPathFunction {
    typealias Writer = JSONRawWriter
    static let name = "JSONExtractRaw"
    static let documentation = FunctionDocumentation(
        "The value at a path of a JSON document, as JSON without spaces.",
        example: "JSONExtractRaw('{\"a\": [1, 2]}', 'a')", "[1,2]")
}

enum JSONExtractRawCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONRawWriter
    static let name = "JSONExtractRawCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The value at a path of a JSON document, as JSON without spaces; keys in any case.",
        example: "JSONExtractRawCaseInsensitive('{\"a\": [1, 2]}', 'a')", "[1,2]")
}

enum JSONExtractArrayRaw: JSONPathFunction {
    typealias Writer = JSONArrayRawWriter
    static let name = "JSONExtractArrayRaw"
    static let documentation = FunctionDocumentation(
        "The elements of the array at a path of a JSON document, each as JSON.",
        example: "JSONExtractArrayRaw('{\"a\": [1, \"x\"]}', 'a')", "['1','\"x\"']")
}

enum JSONExtractArrayRawCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONArrayRawWriter
    static let name = "JSONExtractArrayRawCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The elements of the array at a path of a JSON document, each as JSON; keys in any case.",
        example: "JSONExtractArrayRawCaseInsensitive('{\"a\": [1, \"x\"]}', 'a')", "['1','\"x\"']")
}

enum JSONExtractKeys: JSONPathFunction {
    typealias Writer = JSONKeysWriter
    static let name = "JSONExtractKeys"
    static let documentation = FunctionDocumentation(
        "The keys of the object at a path of a JSON document.",
        example: "JSONExtractKeys('{\"a\": 1, \"b\": 2}')", "['a','b']")
}

enum JSONExtractKeysCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONKeysWriter
    static let name = "JSONExtractKeysCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The keys of the object at a path of a JSON document; keys in any case.",
        example: "JSONExtractKeysCaseInsensitive('{\"a\": 1, \"b\": 2}')", "['a','b']")
}

enum JSONExtractKeysAndValuesRaw: JSONPathFunction {
    typealias Writer = JSONKeysAndValuesRawWriter
    static let name = "JSONExtractKeysAndValuesRaw"
    static let documentation = FunctionDocumentation(
        "Keys and values of the object at a path of a JSON document, the values as JSON.",
        example: "JSONExtractKeysAndValuesRaw('{\"a\": 1}')", "[('a','1')]")
}

enum JSONExtractKeysAndValuesRawCaseInsensitive: JSONPathFunction {
    typealias Writer = JSONKeysAndValuesRawWriter
    static let name = "JSONExtractKeysAndValuesRawCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "Keys and values of the object at a path of a JSON document, the values as JSON; keys in any case.",
        example: "JSONExtractKeysAndValuesRawCaseInsensitive('{\"a\": 1}')", "[('a','1')]")
}

enum JSONHas: JSONPathFunction {
    typealias Writer = JSONPresenceWriter
    static let name = "JSONHas"
    static let documentation = FunctionDocumentation(
        "1 if the path is in the JSON document.", example: "JSONHas('{\"a\": [1]}', 'a', 1)", "1")
}

enum JSONLength: JSONPathFunction {
    typealias Writer = JSONLengthWriter
    static let name = "JSONLength"
    static let documentation = FunctionDocumentation(
        "The number of elements of the array or members of the object at a path of a JSON document.",
        example: "JSONLength('{\"a\": [1, 2]}', 'a')", "2")
}
