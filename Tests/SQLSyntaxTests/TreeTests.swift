import SQLSyntax
import Testing

@Suite struct TreeTests {
    @Test func equalityIgnoresHowACallWasWritten() {
        let operation = FunctionCall(name: "plus", arguments: [.name("a"), .name("b")], form: .operator)
        #expect(Expression.function(operation) == Expression.call("plus", [.name("a"), .name("b")]))
        #expect(
            Expression.call("plus", [.name("a"), .name("b")]) != Expression.call("plus", [.name("b"), .name("a")]))
    }

    @Test func notANumberEqualsItself() {
        #expect(Literal.float(.nan) == Literal.float(.nan))
        #expect(Literal.float(0) != Literal.float(-0.0))
    }
}
