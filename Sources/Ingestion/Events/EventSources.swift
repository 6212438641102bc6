import Engine
import Metadata
import Synchronization

/// The definitions of all sources, as they are now.
package final class EventSources: Sendable {
    private struct Known {
        let version: Int64
        let definition: SourceDefinition
    }

    private let cache: MetadataCache
    private let secret: String?
    private let known = Mutex<[String: Known]>([:])

    /// `secret` is the default source's, where the store has none.
    package init(_ cache: MetadataCache, secret: String?) {
        self.cache = cache
        self.secret = secret
    }

    /// The source exists: it is the default one, or somebody has made it.
    package func has(_ name: String) -> Bool {
        name == SourceDefinition.defaultName || cache.snapshot.sources[name] != nil
    }

    /// The events of some source become rows of the table.
    func isTarget(_ table: QualifiedName) -> Bool {
        let names = Set(cache.snapshot.sources.keys).union([SourceDefinition.defaultName])
        return names.contains { definition(named: $0).isTarget(table) }
    }

    package func definition(named name: String) -> SourceDefinition {
        let stored = cache.snapshot.sources[name]
        let version = stored?.version ?? 0
        return known.withLock { known in
            if let made = known[name], made.version == version { return made.definition }
            let definition = SourceDefinition(name: name, stored: stored, secret: secret)
            // Names come from addresses: those that are no source are not kept.
            if stored != nil || name == SourceDefinition.defaultName {
                known[name] = Known(version: version, definition: definition)
            }
            return definition
        }
    }
}
