/// What inputs and outputs have in common: a name and others that mean the same, in any case.
package protocol Format: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
}

extension Format {
    package static var aliases: [String] { [] }
}
