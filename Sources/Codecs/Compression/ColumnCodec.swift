import Columns
import Errors

/// What a column's `CODEC` clause says, checked, and the chain it gives for each stream of the column.
package struct ColumnCodec: Hashable, Sendable {
    /// Stands for the table's own codec.
    static let defaultName = "Default"

    package let descriptions: [CodecDescription]
    /// ClickHouse's text with the arguments it fills in: `CODEC(Delta(4), LZ4)`.
    package let clause: String

    /// Checks `descriptions` against `type` and, as far as `permissions` ask for it, ClickHouse's rules of what makes
    /// sense.
    package init(
        _ descriptions: [CodecDescription], for type: DataType, permissions: CodecPermissions = CodecPermissions()
    ) throws(QueryError) {
        guard !descriptions.isEmpty else {
            throw QueryError(.badArguments, "A CODEC clause names at least one codec")
        }
        let families = try descriptions.map(Family.init(of:))
        var texts: [String] = []
        var lastTexts: [String] = []
        for (description, family) in zip(descriptions, families) {
            let perStream = try family.declarations(of: description, for: type)
            // Streams of different widths: only the clause itself fits all. Errors speak of the last.
            texts.append(Set(perStream.map(\.codec)).count > 1 ? description.name : perStream[0].text)
            lastTexts.append(perStream[perStream.count - 1].text)
        }
        let traits = families.map(\.traits)
        if !permissions.allowsBeta, let place = traits.firstIndex(where: { $0.contains(.beta) }) {
            let name = descriptions[place].name
            throw QueryError(
                .badArguments,
                "Codec \(name) is in beta and not yet recommended for production use. You can enable it with the "
                    + "'enable_\(name.lowercased())_codec' setting.")
        }
        if !permissions.allowsSuspicious {
            try CodecRules(
                names: descriptions.map(\.name), traits: traits, text: lastTexts.joined(separator: ", ")
            ).check(for: type)
        }
        self.descriptions = descriptions
        clause = "CODEC(\(texts.joined(separator: ", ")))"
    }

    /// The chain for one of the column's streams.
    package func chain(for stream: SubstreamRole, default standard: CodecChain) throws(QueryError) -> CodecChain {
        switch stream {
        case .values(let type):
            return try CodecChain(descriptions, for: type, default: standard)
        case .bytes, .dictionary:
            return try CodecChain(descriptions, for: nil, default: standard)
        case .structure:
            var generic: [CodecDescription] = []
            for description in descriptions {
                if description.name == Self.defaultName {
                    generic.append(description)
                } else if try CodecRegistry.codec(named: description.name).traits.contains(.generic) {
                    generic.append(description)
                }
            }
            guard !generic.isEmpty else { return .none }
            return try CodecChain(generic, for: nil, default: standard).generic
        }
    }
}

/// What a user has asked to be let do.
package struct CodecPermissions: Sendable {
    /// Chains that ClickHouse thinks make no sense.
    let allowsSuspicious: Bool
    /// Codecs that ClickHouse calls beta.
    let allowsBeta: Bool

    package init(allowsSuspicious: Bool = false, allowsBeta: Bool = false) {
        self.allowsSuspicious = allowsSuspicious
        self.allowsBeta = allowsBeta
    }

    /// For a table that is there: it was allowed once.
    package static let all = CodecPermissions(allowsSuspicious: true, allowsBeta: true)
}

/// A codec that is named, or the table's own.
private enum Family {
    case named(any CompressionCodec.Type)
    case standard

    init(of description: CodecDescription) throws(QueryError) {
        if description.name == ColumnCodec.defaultName {
            guard description.arguments.isEmpty else {
                throw QueryError(
                    .badArguments,
                    "Default codec cannot have any arguments, it's just an alias for codec specified in config.xml")
            }
            self = .standard
        } else {
            self = .named(try CodecRegistry.codec(named: description.name))
        }
    }

    var traits: CodecTraits {
        switch self {
        case .named(let codec): codec.traits
        case .standard: [.compresses, .generic]
        }
    }

    /// The codec for each stream of values of `type`, at least one, and its text.
    func declarations(
        of description: CodecDescription, for type: DataType
    ) throws(QueryError) -> [(codec: AnyHashable, text: String)] {
        guard case .named = self else { return [(description.name, description.name)] }
        var result: [(codec: AnyHashable, text: String)] = []
        for streamType in type.valueStreamTypes {
            let codec = try description.codec(for: streamType)
            result.append((AnyHashable(codec), codec.declaration))
        }
        return result
    }
}

/// What a stream of a column holds, as far as its codec is concerned.
package enum SubstreamRole: Hashable, Sendable {
    /// Values of a type.
    case values(DataType)
    /// Strings' sizes: bytes as far as codecs go.
    case bytes
    /// A dictionary's keys.
    case dictionary
    /// Null maps, array sizes, codes into a dictionary, offsets: never a codec for values.
    case structure
}

extension DataType {
    /// The types whose values have a stream of their own in a column of this type, in order.
    var valueStreamTypes: [DataType] {
        switch self {
        case .nullable(let inner), .lowCardinality(let inner), .array(let inner): inner.valueStreamTypes
        case .map(let key, let value): key.valueStreamTypes + value.valueStreamTypes
        case .tuple(let elements): elements.isEmpty ? [self] : elements.flatMap(\.type.valueStreamTypes)
        case .simpleAggregateFunction(let state): state.arguments[0].valueStreamTypes
        case .variant(let types): types.flatMap(\.valueStreamTypes)
        case .dynamicValue: [.string]
        case .object(let object): object.typed.flatMap(\.type.valueStreamTypes) + [.string, .string]
        default: [self]
        }
    }

    /// Is it made of floats, as far as ClickHouse asks before it allows a float codec?
    fileprivate var hasFloats: Bool {
        switch self {
        case .tuple(let elements): elements.contains { $0.type.hasFloats }
        case .nullable(let inner), .lowCardinality(let inner), .array(let inner): inner.hasFloats
        case .map: false
        default: storedValue.isFloat
        }
    }
}

/// ClickHouse's rules of which chains make sense.
private struct CodecRules {
    let names: [String]
    let traits: [CodecTraits]
    let text: String

    private static let hint = "(Note: you can enable setting 'allow_suspicious_codecs' to skip this check)"

    func check(for type: DataType) throws(QueryError) {
        if names.contains(NoneCodec.name) {
            guard names.count == 1 else {
                throw QueryError(
                    .badArguments,
                    "It does not make sense to have codec NONE along with other compression codecs: \(text). "
                        + Self.hint)
            }
            return
        }
        guard traits.contains(where: { $0.contains(.compresses) }) else {
            throw QueryError(
                .badArguments,
                "Compression codec \(text) does not compress anything. You may want to add generic compression "
                    + "algorithm after other transformations, like: \(text), LZ4. \(Self.hint)")
        }
        if let generic = traits.firstIndex(where: { $0.contains(.generic) }), generic < traits.count - 1 {
            throw meaningless(
                "because it does not make sense to apply any transformations after generic compression algorithm.")
        }
        guard let float = traits.firstIndex(where: { $0.contains(.floatTimeSeries) }) else { return }
        guard type.hasFloats else {
            throw meaningless(
                "because it does not make sense to apply a floating-point time series codec to "
                    + "non-floating-point columns")
        }
        if traits[..<float].contains(where: { $0.contains(.takesDifferences) }) {
            throw meaningless(
                "because floating point time series codecs do delta compression implicitly by themselves.")
        }
    }

    private func meaningless(_ reason: String) -> QueryError {
        QueryError(
            .badArguments, "The combination of compression codecs \(text) is meaningless, \(reason) \(Self.hint)")
    }
}
