import Columns
import Errors
import SQLSyntax
import Storage

/// The codecs of one column as declared: refused where they make no sense, and with their arguments spelled out.
struct CodecChain {
    let completed: [FunctionCall]

    private static let generic: Set<String> = ["LZ4", "LZ4HC", "ZSTD", "ZSTD_QAT", "DEFAULT"]
    /// Make bytes that compress well, but no fewer.
    private static let preparing: Set<String> = ["DELTA", "GCD"]

    init(
        _ written: [FunctionCall], of column: Storage.ColumnDeclaration, _ environment: QueryEnvironment
    ) throws(QueryError) {
        completed = written.map { Self.spelledOut($0, column.type) }
        guard !written.isEmpty, !environment.settings.flag("allow_suspicious_codecs") else { return }
        let names = written.map { $0.name.uppercased() }
        let text = completed.map(\.declarationText).joined(separator: ", ")
        let advice = "(Note: you can enable setting 'allow_suspicious_codecs' to skip this check)."
        if names.allSatisfy(Self.preparing.contains) {
            throw QueryError(
                .badArguments,
                "Compression codec \(text) does not compress anything. You may want to add generic compression "
                    + "algorithm after other transformations, like: \(text), LZ4. \(advice)")
        }
        if names.dropLast().contains(where: Self.generic.contains) {
            throw QueryError(
                .badArguments,
                "The combination of compression codecs \(text) is meaningless, because it does not make sense to "
                    + "apply any transformations after generic compression algorithm. \(advice)")
        }
    }

    private static func spelledOut(_ codec: FunctionCall, _ type: DataType) -> FunctionCall {
        guard codec.arguments.isEmpty else { return codec }
        let width = UInt64(type.unwrapped.fixedWidth ?? 1)
        let standard: UInt64
        switch codec.name.uppercased() {
        case "ZSTD": standard = 1
        case "LZ4HC": standard = 0
        case "FPC": standard = 12
        case "DELTA" where !type.isNullable, "GORILLA" where !type.isNullable:
            standard = [1, 2, 4, 8].contains(width) ? width : 1
        default: return codec
        }
        var result = codec
        result.arguments = [.literal(.unsigned(standard))]
        return result
    }
}
