import Columns
import Errors
import Functions
import Testing

private let context = QueryContext(
    timeZone: "UTC", startNanoseconds: 0, database: "default", user: "default", queryIdentifier: "q", settings: [:])

/// A lambda of `parameters` columns of type `Int64`, whose body applies the named function to them and to `constants`.
private func lambda(_ function: String, parameters: Int = 1, constants: Int64...) throws -> BoundLambda {
    let identifiers = (0..<parameters).map { 100 + $0 }
    var arguments = identifiers.map { BoundExpression.column($0, type: .int64) }
    for constant in constants { arguments.append(.constant(.int64([constant]), type: .int64)) }
    let scalar = try #require(FunctionRegistry.scalar(named: function))
    let body = try BoundCall.bind(scalar, arguments, in: context)
    return BoundLambda(parameters: identifiers, captures: [], body: body)
}

private func apply(
    _ name: String, _ lambda: BoundLambda?, _ arrays: [[[Int64]]], extra: [TypedColumn] = []
) throws -> (type: DataType, values: [Value]) {
    let function = try #require(FunctionRegistry.higherOrder(named: name))
    var arguments: [TypedColumn] = []
    for rows in arrays {
        let values = rows.map { Value.array($0.map { .int64($0) }) }
        arguments.append(TypedColumn(type: .array(.int64), column: try Column(values, as: .array(.int64))))
    }
    arguments += extra
    let known = arguments.map { Argument(type: $0.type) }
    let result = try function.result(body: lambda?.body.type, arguments: known)
    let rowCount = arrays[0].count
    let column = try function.evaluate(
        lambda.map { Lambda($0, captured: [], context: context) }, arguments, to: result, rowCount: rowCount,
        in: context)
    #expect(column.count == rowCount)
    return (result, (0..<rowCount).map { column.value(at: $0) })
}

private func numbers(_ values: Int64...) -> Value { .array(values.map { .int64($0) }) }

private let sample: [[Int64]] = [[3, 1, 2], [], [-5, 7]]

@Test("lambdas see every element, row by row")
func mapping() throws {
    let (type, values) = try apply("arrayMap", lambda("plus", constants: 10), [sample])
    #expect(type == .array(.int64))
    #expect(values == [numbers(13, 11, 12), numbers(), numbers(5, 17)])
    let two = try apply("arrayMap", lambda("minus", parameters: 2), [[[5, 6]], [[1, 2]]])
    #expect(two.values == [numbers(4, 4)])
}

@Test("conditions keep, count and find elements")
func conditions() throws {
    let positive = try lambda("greater", constants: 1)
    #expect(try apply("arrayFilter", positive, [sample]).values == [numbers(3, 2), numbers(), numbers(7)])
    #expect(try apply("arrayCount", positive, [sample]).values == [.uint64(2), .uint64(0), .uint64(1)])
    #expect(try apply("arrayExists", positive, [sample]).values == [.uint64(1), .uint64(0), .uint64(1)])
    #expect(try apply("arrayAll", positive, [sample]).values == [.uint64(0), .uint64(1), .uint64(0)])
    #expect(try apply("arrayFirst", positive, [sample]).values == [.int64(3), .int64(0), .int64(7)])
    #expect(try apply("arrayLast", positive, [sample]).values == [.int64(2), .int64(0), .int64(7)])
    #expect(try apply("arrayFirstOrNull", positive, [sample]).values == [.int64(3), .null, .int64(7)])
    #expect(try apply("arrayFirstIndex", positive, [sample]).values == [.uint64(1), .uint64(0), .uint64(2)])
    #expect(try apply("arrayLastIndex", positive, [sample]).values == [.uint64(3), .uint64(0), .uint64(2)])
}

@Test("aggregates take elements or the lambda's values")
func aggregates() throws {
    #expect(try apply("arraySum", nil, [sample]).values == [.int64(6), .int64(0), .int64(2)])
    #expect(
        try apply("arraySum", lambda("multiply", constants: 2), [sample]).values == [.int64(12), .int64(0), .int64(4)])
    #expect(try apply("arrayMin", nil, [sample]).values == [.int64(1), .int64(0), .int64(-5)])
    #expect(try apply("arrayMax", lambda("negate"), [sample]).values == [.int64(-1), .int64(0), .int64(5)])
    #expect(try apply("arrayAvg", nil, [[[1, 2, 6]]]).values == [.float64(3)])
    #expect(try apply("arrayProduct", nil, [[[2, 3], []]]).values == [.float64(6), .float64(0)])
}

@Test("sorting goes by the lambda's values")
func sorting() throws {
    #expect(try apply("arraySort", nil, [sample]).values == [numbers(1, 2, 3), numbers(), numbers(-5, 7)])
    #expect(try apply("arraySort", lambda("negate"), [sample]).values == [numbers(3, 2, 1), numbers(), numbers(7, -5)])
    #expect(try apply("arrayReverseSort", nil, [sample]).values == [numbers(3, 2, 1), numbers(), numbers(7, -5)])
}

@Test("running functions start again in every row")
func running() throws {
    #expect(try apply("arrayCumSum", nil, [sample]).values == [numbers(3, 4, 6), numbers(), numbers(-5, 2)])
    #expect(try apply("arrayCumSumNonNegative", nil, [[[1, -5, 3]]]).values == [numbers(1, 0, 3)])
    #expect(try apply("arrayDifference", nil, [[[1, 3, 10]]]).values == [numbers(0, 2, 7)])
    #expect(try apply("arrayCompact", nil, [[[1, 1, 2, 1]]]).values == [numbers(1, 2, 1)])
}

@Test("filling and splitting")
func fillingAndSplitting() throws {
    let positive = try lambda("greater", constants: 0)
    #expect(try apply("arrayFill", positive, [[[1, 0, 2, 0]]]).values == [numbers(1, 1, 2, 2)])
    #expect(try apply("arrayReverseFill", positive, [[[1, 0, 2, 0]]]).values == [numbers(1, 2, 2, 0)])
    let isThree = try lambda("equals", constants: 3)
    #expect(try apply("arraySplit", isThree, [[[1, 2, 3, 4]]]).values == [.array([numbers(1, 2), numbers(3, 4)])])
    #expect(
        try apply("arrayReverseSplit", isThree, [[[1, 2, 3, 4]]]).values == [.array([numbers(1, 2, 3), numbers(4)])])
}

@Test("folding goes through the elements in order")
func folding() throws {
    let start = TypedColumn(type: .int64, column: .int64([10, 20, 30]))
    let folded = try apply("arrayFold", lambda("plus", parameters: 2), [sample], extra: [start])
    #expect(folded.values == [.int64(16), .int64(20), .int64(32)])
}

@Test("arrays of different lengths are refused")
func differentLengths() throws {
    let sum = try lambda("plus", parameters: 2)
    let error = #expect(throws: QueryError.self) { try apply("arrayMap", sum, [[[1, 2]], [[1]]]) }
    #expect(error?.code == .sizesOfArraysDontMatch)
}
