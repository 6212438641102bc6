/// Why the store did not do what it was asked.
package enum MetadataError: Error, Equatable {
    /// The store cannot be reached now: try again.
    case unavailable(String)
    /// A record is there already, or has changed since it was read.
    case conflict(String)
    /// What was to be stored cannot be: a bug, or a value with a zero byte.
    case invalid(String)

    package var reason: String {
        switch self {
        case .unavailable(let reason), .conflict(let reason), .invalid(let reason): reason
        }
    }
}
