import Columns
import Metadata
import Testing

/// A random source that a seed decides.
private final class Numbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

@Test("a key reads back, and any change of a character is noticed")
func keysHaveChecksums() throws {
    let numbers = Numbers(7)
    for _ in 0..<50 {
        let key = APIKeyText(random: numbers.next)
        #expect(key.text.utf8.count == 50 && key.text.hasPrefix("pf_live_"))
        #expect(try APIKeyText(key.text) == key)
        var changed = Array(key.text)
        let place = 8 + Int(numbers.next() % 42)
        changed[place] = changed[place] == "A" ? "B" : "A"
        #expect(throws: APIKeyText.Fault.malformed) { try APIKeyText(String(changed)) }
    }
}

@Test("keys of other services are told apart", arguments: ["sk_live_abc", "pf_sk_live_x"])
func foreignKeys(text: String) {
    #expect(throws: APIKeyText.Fault.foreignPrefix) { try APIKeyText(text) }
}

@Test("no key", arguments: ["", "pf_live_", "pf_live_ä", String(repeating: "pf_live_", count: 7)])
func malformedKeys(text: String) {
    #expect(throws: APIKeyText.Fault.malformed) { try APIKeyText(text) }
}

@Test("a restricted key cannot administer")
func restrictedKeysAreNoAdmins() {
    var order = KeyOrder(name: "n", scopes: ["query"], databases: [], agents: ["a"], expiresAt: nil, rateLimit: nil)
    #expect(order.fault == nil)
    order.scopes = ["admin"]
    #expect(order.fault != nil)
    order.scopes = ["everything"]
    #expect(order.fault != nil)
}

@Test("JSON is read back as it was written")
func jsonRoundTrip() throws {
    let text = #"{"a":[1.50,-0,1e400,"x\"\\\n\u0001é😀",null,true],"b":{}}"#
    #expect(try JSONValue(parsing: text).written == text)
    #expect(try JSONValue(parsing: #""\ud83d\ude00""#) == .string("😀"))
}

@Test("no JSON", arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "\"\u{1}\"", "nul", "1 2", #""\ud800""#, "{a:1}", "+1", "[1}",
    String(repeating: "[", count: 100),
])
func noJSON(text: String) {
    #expect(throws: JSONFault.self) { try JSONValue(parsing: text) }
}
