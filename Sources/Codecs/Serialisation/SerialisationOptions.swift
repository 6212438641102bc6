/// Where columns are written differently: the wire, and the two kinds of parts.
package struct SerialisationOptions: Hashable, Sendable {
    package enum Strings: Hashable, Sendable {
        /// A length before each string.
        case inline
        /// The lengths in a stream of their own.
        case sized
    }

    package enum Dictionaries: Hashable, Sendable {
        /// Each block brings its keys, behind a version in the same stream (Native).
        case perBlock
        /// The same, with a stream for the version (Compact parts).
        case perGranule
        /// Granules share dictionaries of at most `sizeMax` entries, in a stream of their own (Wide parts).
        case shared(sizeMax: Int)
    }

    /// Strings that are a column, or an element of a tuple that is one.
    package var strings: Strings
    /// Strings inside other types; those in dictionaries are always inline.
    package var nestedStrings: Strings
    /// Arrays say where they end in the block, not how long they are.
    package var arraysAsEnds: Bool
    package var dictionaries: Dictionaries
    /// Nullable values may be sparse; else they are whole, whatever their kind says.
    package var sparseNullables = true
    /// What the streams of structure of a Wide part hold, by name: the types and paths of mixed values.
    package var structures: [String: [UInt8]] = [:]
    /// Parts keep counts beside the structure of mixed values.
    package var isPart: Bool { dictionaries != .perBlock || isPartPiece }
    /// A part's, whose dictionaries are read as those of a block.
    var isPartPiece = false

    package init(strings: Strings, nestedStrings: Strings, arraysAsEnds: Bool, dictionaries: Dictionaries) {
        self.strings = strings
        self.nestedStrings = nestedStrings
        self.arraysAsEnds = arraysAsEnds
        self.dictionaries = dictionaries
    }

    /// ClickHouse's `low_cardinality_max_dictionary_size`.
    package static let dictionarySizeMax = 8_192

    package static let native = SerialisationOptions(
        strings: .inline, nestedStrings: .inline, arraysAsEnds: true, dictionaries: .perBlock)

    /// What 26.9 writes by default.
    package static let wide = SerialisationOptions(
        strings: .sized, nestedStrings: .sized, arraysAsEnds: false,
        dictionaries: .shared(sizeMax: dictionarySizeMax))

    /// What 26.9 writes by default.
    package static let compact = SerialisationOptions(
        strings: .sized, nestedStrings: .sized, arraysAsEnds: false, dictionaries: .perGranule)

    /// The options of a part whose `serialization.json` says `"string": stringVersion` and whether that goes for nested
    /// types; a part without the file has version 0.
    package static func part(
        isWide: Bool, stringVersion: Int, propagates: Bool, sparseNullables: Bool = true
    ) -> SerialisationOptions {
        var options = SerialisationOptions(
            strings: stringVersion == 1 ? .sized : .inline,
            nestedStrings: stringVersion == 1 && propagates ? .sized : .inline, arraysAsEnds: false,
            dictionaries: isWide ? .shared(sizeMax: dictionarySizeMax) : .perGranule)
        options.sparseNullables = sparseNullables
        return options
    }
}

/// How a column of a part is laid out beside its type, as `serialization.json` says.
package indirect enum SerialisationKind: Hashable, Sendable {
    case plain
    /// Only what is not the default, and where.
    case sparse
    /// One for each element of a tuple.
    case tuple([SerialisationKind])
}
