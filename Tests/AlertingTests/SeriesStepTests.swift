import Alerting
import Columns
import Metadata
import Testing

private func rule(_ more: String) throws -> ThresholdRule {
    try ThresholdRule(
        id: "t", version: 1,
        definition: JSONValue(parsing: #"{"name":"n","sql":"SELECT 1","threshold":10,"recovery_threshold":8\#(more)}"#))
}

/// The phases that values lead through, one second each.
private func phases(_ rule: ThresholdRule, _ values: [Double?]) -> [AlertState.Phase] {
    var state: AlertState?
    return values.enumerated().map { second, value in
        switch SeriesStep(rule: rule, now: Int64(second) * 1000).step("{}", from: state, value: value) {
        case .stays(let next): state = next
        case .changes(let change): state = change.state
        case nil: break
        }
        return state?.phase ?? .normal
    }
}

@Test("a series fires above the threshold and is back below the recovery")
func hysteresis() throws {
    #expect(
        phases(try rule(""), [9, 11, 9, 8.5, 8, 9, 10, 11]) == [
            .normal, .firing, .firing, .firing, .normal, .normal, .normal, .firing,
        ])
}

@Test("it must stay above for the time that is asked")
func duration() throws {
    #expect(
        phases(try rule(#","for_seconds":2"#), [11, 11, 9, 11, 11, 11, 7]) == [
            .pending, .pending, .normal, .pending, .pending, .firing, .normal,
        ])
}

@Test("a series that is not there any more", arguments: [("keep", "firing"), ("ok", "normal"), ("alert", "firing")])
func missing(policy: String, phase: String) throws {
    let last = phases(try rule(#","no_data":"\#(policy)""#), [11, nil]).last
    #expect(last?.rawValue == phase)
}

@Test("definitions that cannot be", arguments: [
    #","threshold":1"#, #","comparison":"about""#, #","for_seconds":-1"#, #","no_data":"panic""#, #","sgl":1"#,
    #","builtin":{"kind":"pnl"}"#, #","webhooks":[1]"#, #","enabled":1"#,
])
func faultyDefinitions(more: String) {
    #expect(throws: (any Error).self) { try rule(more) }
}

@Test("the built-in thresholds", arguments: ["drawdown", "pnl", "slippage_p99", "fee_to_pnl", "fill_rate", "silence"])
func builtins(kind: String) throws {
    let text = #"{"name":"n","builtin":{"kind":"\#(kind)"},"threshold":1}"#
    _ = try ThresholdRule(id: "t", version: 1, definition: JSONValue(parsing: text))
    #expect(throws: ThresholdRule.Fault.self) {
        let other = #"{"name":"n","builtin":{"kind":"\#(kind)","table":"t; DROP"},"threshold":1}"#
        _ = try ThresholdRule(id: "t", version: 1, definition: JSONValue(parsing: other))
    }
}
