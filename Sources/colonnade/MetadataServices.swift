import Alerting
import Engine
import Errors
import Foundation
import HTTPInterface
import Ingestion
import Metadata

/// All that lives on the metadata: keys, events in, thresholds, notices out.
struct MetadataServices {
    let cache: MetadataCache
    let authenticator: any Authenticator
    let administration: Administration
    private let ring: KeyRing
    private let inbox: EventInbox
    private let alerting: AlertingService

    /// `address` names the store; `directory` is the data directory, which has an identity of its own.
    init(_ instance: Instance, address: String, directory: String, allowedNetworks: [String]) throws {
        cache = try MetadataCache(try MetadataBackends.open(address))
        ring = KeyRing(cache)
        authenticator = KeyAuthenticator(ring, withoutKeys: DefaultUserOnly(), clock: instance.clock)
        let sources = EventSources(cache, secret: fromEnvironment("COLONNADE_WEBHOOK_SECRET"))
        inbox = EventInbox(instance, cache, sources, owner: try Self.identity(of: directory))
        instance.eventRows.use(inbox)
        alerting = AlertingService(instance, cache, try AddressGuard(allowing: allowedNetworks))
        administration = Administration(
            instance, cache, authenticator, WebhookReceiver(instance, inbox, sources), alerting)
        try instance.supply(AlertsTable(cache, alerting.evaluator))
        try instance.supply(AlertHistoryTable(cache.store))
        try instance.supply(DeliveriesTable(cache.store))
        try instance.supply(WebhookEventsTable(cache.store))
    }

    func start() {
        cache.follow { [cache, ring] in
            let uses = ring.takeUses()
            // Lost where the store is away: the next use is noted again.
            try? cache.store.noteUse(uses)
        }
        inbox.start()
        alerting.start()
    }

    func stop() async {
        inbox.stop()
        await alerting.stop()
        cache.stop()
        try? cache.store.noteUse(ring.takeUses())
        cache.store.close()
    }

    /// The data directory's name in the store: events that were promised to it are inserted by it alone.
    private static func identity(of directory: String) throws -> String {
        let path = directory + "/instance-id"
        if let known = try? String(contentsOfFile: path, encoding: .utf8), !known.isEmpty { return known }
        let made = UUID().uuidString
        try made.write(toFile: path, atomically: true, encoding: .utf8)
        return made
    }
}
