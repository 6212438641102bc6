import Foundation

/// The value of an environment variable, if it is set.
func fromEnvironment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
