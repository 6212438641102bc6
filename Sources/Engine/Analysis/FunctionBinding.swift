import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    func bind(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        if call.window != nil { return try bindWindow(call) }
        switch call.name {
        case "in", "notIn", "globalIn", "globalNotIn", "nullIn", "notNullIn", "globalNullIn", "globalNotNullIn":
            return try bindMembership(call)
        case "exists":
            guard call.arguments.count == 1, case .subquery(let query) = call.arguments[0] else {
                throw QueryError(.badArguments, "EXISTS takes a subquery")
            }
            return try bindExists(query)
        case "arrayJoin": return try bindArrayJoin(call)
        case "grouping": return try bindGrouping(call)
        case "hasColumnInTable": return try bindHasColumnInTable(call)
        case "joinGet", "joinGetOrNull": return try bindJoinGet(call)
        case "getSubcolumn": return try bindSubcolumn(call)
        default: break
        }
        if call.name == "toIPv4" || call.name == "toIPv6",
            analyser.flag("cast_ipv4_ipv6_default_on_conversion_error", default: false)
        {
            var lenient = call
            lenient.name = call.name + "OrDefault"
            return try bind(lenient)
        }
        if call.name.hasPrefix("dictGet"), let bound = try bindTypedDictionaryGet(call) { return bound }
        if let lambda = lambdaAlias(call.name) { return try bindUserFunction(call, lambda) }
        if let lambda = analyser.environment.userFunction(call.name) { return try bindUserFunction(call, lambda) }
        if let function = FunctionRegistry.higherOrder(named: call.name),
            let bound = try bindHigherOrder(function, call)
        {
            return bound
        }
        if let function = FunctionRegistry.scalar(named: call.name) {
            guard call.parameters == nil else {
                throw QueryError(
                    .functionCannotHaveParameters, "Function \(call.name) is not parametric: it has no parameters")
            }
            var arguments: [BoundExpression] = []
            for argument in try expandMatchers(call.arguments) {
                if Self.namingFunctions.contains(function.name), arguments.count == 1 {
                    arguments.append(try names(of: Array(call.arguments.dropFirst())))
                }
                arguments.append(try bind(argument))
            }
            if Self.typedCasts.contains(function.name), arguments.count == 2,
                case .string(let text)? = arguments[1].constantValue?.value(at: 0),
                let type = try? DataType(parsing: String(decoding: text, as: UTF8.self))
            {
                try analyser.environment.refuseSuspicious(type)
            }
            if function.name == "CAST", arguments.count == 2 { arguments[1] = try keepingNullable(arguments) }
            let bound = try analyser.pool.call(function, arguments, in: analyser.context)
            if function.name == "tuple", let named = try namedTuple(bound, call) { return named }
            if Self.typedCasts.contains(function.name) { try analyser.environment.refuseSuspicious(bound.type) }
            return bound
        }
        if AggregateRegistry.isAggregate(call.name) { return try bindAggregate(call) }
        throw unknownFunction(call.name)
    }

    private static func isPlainName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
    }

    /// With `enable_named_columns_in_function_tuple` elements that all have names of their own keep them.
    private func namedTuple(_ bound: BoundExpression, _ call: FunctionCall) throws(QueryError) -> BoundExpression? {
        guard analyser.flag("enable_named_columns_in_function_tuple", default: false),
            case .tuple(let elements) = bound.type, elements.count == call.arguments.count
        else { return nil }
        let names = call.arguments.compactMap { $0.alias ?? $0.identifier?.last }
        guard names.count == elements.count, Set(names).count == names.count, names.allSatisfy(Self.isPlainName) else {
            return nil
        }
        return try analyser.cast(bound, to: .tuple(zip(names, elements).map { TupleElement($0, $1.type) }))
    }

    /// With `cast_keep_nullable` the type of a CAST is Nullable where its argument is.
    private func keepingNullable(_ arguments: [BoundExpression]) throws(QueryError) -> BoundExpression {
        guard analyser.flag("cast_keep_nullable", default: false), arguments[0].type.isNullable,
            case .string(let bytes)? = arguments[1].constantValue?.value(at: 0)
        else { return arguments[1] }
        let type = try DataType(parsing: String(decoding: bytes, as: UTF8.self))
        guard type.canBeInsideNullable, !type.isNullable else { return arguments[1] }
        return analyser.text(type.asNullable.name)
    }

    /// Functions whose result has the type that the query spells out.
    private static let typedCasts: Set<String> = ["CAST", "_CAST", "accurateCast", "accurateCastOrNull"]

    /// `getSubcolumn(x, 'a.size0')`: what `x.a.size0` reads of a column.
    private func bindSubcolumn(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard call.arguments.count == 2, let name = call.arguments[1].literal?.stringValue else {
            throw QueryError(
                .illegalTypeOfArgument, "The second argument of getSubcolumn should be a constant string with the name "
                    + "of a subcolumn")
        }
        let bound = try bind(call.arguments[0])
        do throws(QueryError) {
            return try elements(of: bound, name.split(separator: ".").map { Self.unquoted(String($0)) })
        } catch {
            throw QueryError(.illegalColumn, "There is no subcolumn \(name) in type \(bound.type.name)")
        }
    }

    /// `:`Int64`` and `^`a`` as the parts of identifiers are.
    private static func unquoted(_ part: String) -> String {
        part.filter { $0 != "`" }
    }

    /// Functions that see the names of their arguments, an array behind the first one.
    private static let namingFunctions: Set<String> = ["formatRow", "formatRowNoNewline"]

    private func names(of arguments: [SQLSyntax.Expression]) throws(QueryError) -> BoundExpression {
        let names = try expandMatchers(arguments).map { $0.alias ?? $0.columnName }
        let array = ArrayColumn(ends: [names.count], elements: .string(StringColumn(names)))
        return analyser.pool.constant(.array(array), type: .array(.string))
    }

    /// `dictGetUInt64`, `dictGetStringOrDefault`: `dictGet` for attributes of that type only.
    private func bindTypedDictionaryGet(_ call: FunctionCall) throws(QueryError) -> BoundExpression? {
        guard FunctionRegistry.scalar(named: call.name) == nil else { return nil }
        var type = String(call.name.dropFirst("dictGet".count))
        let hasDefault = type.hasSuffix("OrDefault")
        if hasDefault { type = String(type.dropLast("OrDefault".count)) }
        guard let wanted = try? DataType(parsing: type) else { return nil }
        let plain = FunctionCall(
            name: hasDefault ? "dictGetOrDefault" : "dictGet", parameters: nil, arguments: call.arguments)
        let bound = try bind(plain)
        guard bound.type.withoutNullable == wanted else {
            throw QueryError(
                .typeMismatch,
                "Function \(call.name) dictionary attribute has different type \(bound.type.name) expected \(type)")
        }
        return bound
    }

    private func unknownFunction(_ name: String) -> QueryError {
        let names = FunctionRegistry.scalarFamilies.flatMap(\.functions).map { $0.name }
        let near = nearestNames(
            to: name,
            among: names + FunctionRegistry.higherOrderFunctions.map { $0.name }
                + AggregateRegistry.functions.map { $0.name })
        let hint = near.isEmpty ? "" : ". Maybe you meant: [\(near.map { "'\($0)'" }.joined(separator: ", "))]"
        return QueryError(.unknownFunction, "Function with name `\(name)` does not exist.\(scopeText)\(hint)")
    }

    /// `f(*)` and `f(COLUMNS(…))`: the matcher stands for its columns.
    private func expandMatchers(
        _ arguments: [SQLSyntax.Expression]
    ) throws(QueryError) -> [SQLSyntax.Expression] {
        var result: [SQLSyntax.Expression] = []
        for argument in arguments {
            if case .columns(let matcher) = argument {
                result.append(contentsOf: try expand(matcher).map(\.expression))
            } else {
                result.append(argument)
            }
        }
        return result
    }

    // MARK: - Aggregates

    private func bindAggregate(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard !isInsideAggregate else {
            throw QueryError(
                .illegalAggregation,
                "Aggregate function \(call.name) is found inside another aggregate function in query.\(scopeText)")
        }
        let (aggregate, arguments) = try bindAggregateParts(call)
        let keys = arguments.map { analyser.pool.key(of: $0) }.joined(separator: ",")
        let parameters = aggregate.parameters.map(\.literal).joined(separator: ",")
        let key = "\(aggregate.name)(\(parameters))(\(keys))"
        if let known = aggregates.first(where: { $0.key == key }) { return column(known.call.column) }
        let output = analyser.newColumn(
            SQLSyntax.Expression.function(call).columnName, aggregate.resultType)
        aggregates.append(
            (key, AggregateNode.Call(column: output, aggregate: aggregate, arguments: arguments)))
        return column(output)
    }

    /// The function and its arguments, for GROUP BY and for windows alike.
    func bindAggregateParts(
        _ call: FunctionCall
    ) throws(QueryError) -> (BoundAggregate, [BoundExpression]) {
        var call = call
        // `groupConcat(x, '-')` is `groupConcat('-')(x)`.
        if call.arguments.count == 2, call.parameters == nil,
            ["groupconcat", "group_concat", "string_agg"].contains(call.name.lowercased())
        {
            call.parameters = [call.arguments.removeLast()]
        }
        let wasInside = isInsideAggregate
        isInsideAggregate = call.window == nil
        defer { isInsideAggregate = wasInside }
        var arguments: [BoundExpression] = []
        let written =
            call.arguments.count == 1 && call.name.lowercased().hasPrefix("count") && call.arguments[0].isBareStar
            ? [] : try expandMatchers(call.arguments)
        for argument in written { arguments.append(try bind(argument)) }
        var parameters: [Value] = []
        for parameter in call.parameters ?? [] {
            let (column, _) = try constant(parameter, for: "Parameter of aggregate function \(call.name)")
            parameters.append(column.value(at: 0))
        }
        let name = aggregateName(call)
        let aggregate = try AggregateRegistry.bind(
            name: name, parameters: parameters, arguments: arguments.map(\.type), distinct: false)
        return (aggregate, arguments)
    }

    /// The parser writes `count(DISTINCT x)` as `countDistinct(x)`; what counts distinct values is a setting.
    private func aggregateName(_ call: FunctionCall) -> String {
        let isRespecting = call.nulls == .respect
        var base = isRespecting ? call.name + "_respect_nulls" : call.name
        let lowered = call.name.lowercased()
        if analyser.flag("aggregate_functions_null_for_empty", default: false), !lowered.hasPrefix("count"),
            !lowered.hasSuffix("ornull"), !lowered.hasSuffix("ordefault")
        {
            base += "OrNull"
        }
        guard lowered == "countdistinct" || lowered == "countdistinctif" else { return base }
        let implementation = analyser.environment.setting("count_distinct_implementation") ?? "uniqExact"
        return implementation + (lowered.hasSuffix("if") ? "If" : "")
    }

    // MARK: - arrayJoin, grouping, user functions

    private func bindArrayJoin(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard call.arguments.count == 1 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Function arrayJoin requires one argument, got \(call.arguments.count)")
        }
        let array = try bind(call.arguments[0])
        let key = analyser.pool.key(of: array)
        if let known = arrayJoins.first(where: { $0.key == key }) { return column(known.output) }
        let output = analyser.newColumn("arrayJoin", try elementType(of: array.type, in: "arrayJoin"))
        arrayJoins.append((key, output, array))
        return column(output)
    }

    func elementType(of type: DataType, in name: String) throws(QueryError) -> DataType {
        switch type {
        case .array(let element): return element
        case .map(let key, let value): return .tuple([TupleElement("keys", key), TupleElement("values", value)])
        default:
            throw QueryError(
                name == "ARRAY JOIN" ? .typeMismatch : .illegalTypeOfArgument,
                "Illegal type \(type.name) of argument of \(name): it must be Array or Map")
        }
    }

    private func bindUserFunction(_ call: FunctionCall, _ lambda: SQLSyntax.Lambda) throws(QueryError)
        -> BoundExpression
    {
        guard call.arguments.count == lambda.parameters.count else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Function \(call.name) takes \(lambda.parameters.count) arguments, got \(call.arguments.count)")
        }
        var values: [String: BoundExpression] = [:]
        for (name, argument) in zip(lambda.parameters, call.arguments) { values[name] = try bind(argument) }
        scope.parameters.append(values)
        defer { scope.parameters.removeLast() }
        return try bind(lambda.body)
    }

    // MARK: - Lambdas

    /// `WITH x -> x + 1 AS f`: the lambda that the name stands for.
    private func lambdaAlias(_ name: String) -> SQLSyntax.Lambda? {
        guard case .lambda(let lambda)? = (scope.aliases[name] ?? with.expressions[name])?.withoutAlias else {
            return nil
        }
        return lambda
    }

    /// `nil` when the call has no lambda and the function can also be an ordinary one (`arraySum` never is).
    private func bindHigherOrder(
        _ function: any HigherOrderFunction.Type, _ call: FunctionCall
    ) throws(QueryError) -> BoundExpression? {
        var lambda: SQLSyntax.Lambda?
        var rest = call.arguments[...]
        switch rest.first?.withoutAlias {
        case .lambda(let written)?:
            lambda = written
            rest = rest.dropFirst()
        case .identifier(let identifier)? where identifier.parts.count == 1 && lambdaAlias(identifier.last) != nil:
            lambda = lambdaAlias(identifier.last)
            rest = rest.dropFirst()
        case .identifier(let identifier)?
        where identifier.parts.count == 1 && rest.count > 1
            && FunctionRegistry.scalar(named: identifier.last) != nil
            && scope.lookUp(identifier.parts).matches.isEmpty && scope.aliases[identifier.last] == nil:
            // `arrayMap(toString, a)`: a function's name is the lambda that calls it.
            let names = (1..<rest.count).map { "__\($0)" }
            let body = SQLSyntax.Expression.call(identifier.last, names.map { .name($0) })
            lambda = SQLSyntax.Lambda(parameters: names, body: body)
            rest = rest.dropFirst()
        default: break
        }
        guard lambda != nil || function.lambdaIsOptional else {
            if FunctionRegistry.scalar(named: call.name) != nil { return nil }
            throw QueryError(
                .illegalTypeOfArgument, "First argument of function \(call.name) must be a lambda")
        }
        var arguments: [BoundExpression] = []
        for argument in rest { arguments.append(try bind(argument)) }
        let plain = arguments.map {
            Argument(type: $0.type.withoutLowCardinality, constant: $0.constantValue?.withoutLowCardinality)
        }
        let bound = try lambda.map { (written) throws(QueryError) in
            try bind(written, parameters: try function.parameterTypes(of: plain), in: call.name)
        }
        let result = try function.result(body: bound?.body.type, arguments: plain)
        let higher = BoundHigherOrderCall(
            function: function, lambda: bound, arguments: arguments, plainResult: result)
        let keys = arguments.map { analyser.pool.key(of: $0) }.joined(separator: ",")
        let body = bound.map { "\($0.parameters)->\(analyser.pool.key(of: $0.body))" } ?? ""
        let expression = try analyser.pool.intern("\(call.name)[\(body)](\(keys))") { () throws(QueryError) in
            BoundExpression(type: result, node: .higherOrder(higher))
        }
        return try folded(expression, higher)
    }

    private func bind(
        _ lambda: SQLSyntax.Lambda, parameters types: [DataType], in name: String
    ) throws(QueryError) -> BoundLambda {
        var types = types
        // One array of tuples may be taken apart by several parameters.
        if types.count == 1, lambda.parameters.count > 1, case .tuple(let elements) = types[0],
            elements.count == lambda.parameters.count
        {
            types = elements.map(\.type)
        }
        guard lambda.parameters.count == types.count else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Function \(name) needs a lambda of \(types.count) parameters, got \(lambda.parameters.count)")
        }
        var values: [String: BoundExpression] = [:]
        var identifiers: [Int] = []
        for (parameter, type) in zip(lambda.parameters, types) {
            let column = analyser.newColumn(parameter, type)
            identifiers.append(column.identifier)
            values[parameter] = self.column(column)
        }
        scope.parameters.append(values)
        defer { scope.parameters.removeLast() }
        let body = try bind(lambda.body)
        var captured: Set<Int> = []
        body.collectColumns(into: &captured)
        return BoundLambda(
            parameters: identifiers, captures: captured.subtracting(identifiers).sorted(), body: body)
    }

    /// A call over constants without captures is a constant.
    private func folded(
        _ expression: BoundExpression, _ call: BoundHigherOrderCall
    ) throws(QueryError) -> BoundExpression {
        guard call.arguments.allSatisfy({ $0.constantValue != nil }), call.lambda?.captures.isEmpty ?? true else {
            return expression
        }
        let value = try expression.evaluate(over: EvaluationInput(columns: [:], rowCount: 1), in: analyser.context)
        return analyser.pool.constant(value.materialised, type: expression.type)
    }
}

extension SQLSyntax.Expression {
    /// `*` without a table and without transformers.
    fileprivate var isBareStar: Bool {
        if case .columns(let matcher) = self { matcher.pattern == .all && matcher.transformers.isEmpty } else { false }
    }
}
