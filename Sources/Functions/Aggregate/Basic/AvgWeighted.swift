import Columns
import Errors

/// `avgWeighted(x, weight)`: Σ x·weight / Σ weight.
package struct AvgWeighted: AggregateFunction {
    package static let name = "avgWeighted"
    package static let documentation = FunctionDocumentation(
        summary: "The mean of the first argument weighted by the second.",
        examples: [.init(sql: "arrayReduce('avgWeighted', [4, 1], [1, 2])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (value, weight) = try twoArguments(name, arguments)
        for type in [value, weight] {
            guard type.isInteger || type.isFloat, (type.fixedWidth ?? 0) <= 8 else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Types \(value.name) and \(weight.name) are non-conforming as arguments for aggregate function "
                        + name)
            }
        }
        return AvgWeightedStates(value: value, weight: weight, name: name)
    }
}

/// Both sums in 64 bits: floats if the weights are; else integers, wrapping, and values without their fraction, as
/// ClickHouse does.
///
/// | bytes | content |
/// |---|---|
/// | 8 | Σ x·weight: u64 or i64, f64 for float weights |
/// | varuint for unsigned weights, else 8 | Σ weight |
struct AvgWeightedStates: AggregateStates {
    private let value: WordType
    private let weight: WordType
    private var products: [Double] = []
    private var wholeProducts: [UInt64] = []
    private var weights: [Double] = []
    private var wholeWeights: [UInt64] = []

    init(value: DataType, weight: DataType, name: String) {
        guard let value = WordType(value), let weight = WordType(weight) else {
            preconditionFailure("the arguments are numbers of at most 64 bits: checked by the caller")
        }
        self.value = value
        self.weight = weight
    }

    private var isWhole: Bool { !weight.isFloat }
    private var isSigned: Bool { value.reading != .unsigned || weight.reading == .signed }
    var resultType: DataType { .float64 }
    var groupCount: Int { products.count }
    var byteCount: Int { products.count * 32 }

    mutating func grow(to count: Int) {
        fill(&products, to: count, with: 0)
        fill(&wholeProducts, to: count, with: 0)
        fill(&weights, to: count, with: 0)
        fill(&wholeWeights, to: count, with: 0)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        let values = value.words(of: arguments[0])
        let factors = weight.words(of: arguments[1])
        for row in groups.indices {
            let group = Int(groups[row])
            wholeProducts[group] &+= whole(values[row]) &* factors[row]
            wholeWeights[group] &+= factors[row]
            let factor = weight.double(factors[row])
            products[group] += value.double(values[row]) * factor
            weights[group] += factor
        }
    }

    /// The value as a whole number, for whole weights.
    private func whole(_ word: UInt64) -> UInt64 {
        guard value.isFloat else { return word }
        return Int64(exactly: value.double(word).rounded(.towardZero)).map { UInt64(bitPattern: $0) } ?? 0
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        addByGroup(other.products, groups: groups, to: &products)
        addByGroup(other.weights, groups: groups, to: &weights)
        addByGroup(other.wholeProducts, groups: groups, to: &wholeProducts)
        addByGroup(other.wholeWeights, groups: groups, to: &wholeWeights)
    }

    func results() -> Column {
        .float64(
            products.indices.map { group in
                var product = products[group]
                if isWhole {
                    product =
                        isSigned ? Double(Int64(bitPattern: wholeProducts[group])) : Double(wholeProducts[group])
                }
                return product / totalWeight(group)
            })
    }

    private func totalWeight(_ group: Int) -> Double {
        switch weight.reading {
        case .float32, .float64: weights[group]
        case .signed: Double(Int64(bitPattern: wholeWeights[group]))
        case .unsigned: Double(wholeWeights[group])
        }
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        if isWhole {
            bytes.append(littleEndian: wholeProducts[group])
        } else {
            bytes.append(littleEndian: products[group])
        }
        switch weight.reading {
        case .float32, .float64: bytes.append(littleEndian: weights[group])
        case .signed: bytes.append(littleEndian: wholeWeights[group])
        case .unsigned: bytes.append(varuint: wholeWeights[group])
        }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        let product: UInt64 = try reader.integer()
        if isWhole { wholeProducts[group] &+= product } else { products[group] += Double(bitPattern: product) }
        switch weight.reading {
        case .float32, .float64: weights[group] += try reader.double()
        case .signed: wholeWeights[group] &+= try reader.integer()
        case .unsigned: wholeWeights[group] &+= try reader.varuint()
        }
        position = reader.position
    }
}
