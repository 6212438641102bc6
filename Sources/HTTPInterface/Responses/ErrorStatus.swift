import Errors
import HTTPTypes

extension QueryError {
    /// ClickHouse's line for an error: `Code: 47. DB::Exception: … (UNKNOWN_IDENTIFIER) (version 26.9.2.1 (official
    /// build))`.
    package var wireText: String {
        "Code: \(code.rawValue). DB::Exception: \(message.hasSuffix(".") ? message : message + ".") (\(code.name)) "
            + "(version 26.9.2.1 (official build))\n"
    }

    /// ClickHouse's HTTP status for an error before the first byte.
    var status: HTTPResponse.Status {
        switch code {
        case .requiredPassword: .unauthorized
        case .unknownUser, .wrongPassword, .authenticationFailed, .setNonGrantedRole, .accessDenied: .forbidden
        case .badArguments, .cannotCompileRegexp, .cannotParseText, .cannotParseEscapeSequence,
            .cannotParseQuotedString, .cannotParseDate, .cannotParseDatetime, .cannotParseNumber,
            .cannotParseDomainValueFromString, .cannotParseIpv4, .cannotParseIpv6,
            .cannotParseInputAssertionFailed, .cannotParseUuid, .duplicateColumn, .illegalColumn,
            .unknownElementInAst, .thereIsNoColumn, .tooDeepAst, .tooBigAst, .unexpectedAstStructure, .syntaxError,
            .incorrectData, .typeMismatch, .valueIsOutOfRangeOfDataType:
            .badRequest
        case .unknownTable, .unknownFunction, .unknownIdentifier, .unknownType, .unknownStorage, .unknownDatabase,
            .unknownSetting, .unknownDirectionOfSorting, .unknownAggregateFunction, .unknownFormat,
            .unknownDatabaseEngine, .unknownTypeOfQuery, .unknownRole:
            .notFound
        case .timeoutExceeded: .requestTimeout
        case .quotaExceeded: .tooManyRequests
        case .httpLengthRequired: .lengthRequired
        case .queryIsTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .notImplemented: .notImplemented
        case .socketTimeout, .cannotOpenFile, .cannotScheduleTask: .serviceUnavailable
        default: .internalServerError
        }
    }
}
