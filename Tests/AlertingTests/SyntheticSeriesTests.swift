import Alerting
import Columns
import Engine
import Foundation
import Metadata
import Storage
import Synchronization
import Testing

/// How many series there are: `COLONNADE_SERIES=100000` for the whole proof.
private let seriesCount = ProcessInfo.processInfo.environment["COLONNADE_SERIES"].flatMap { Int($0) } ?? 300
/// As many as one rule may have.
private let seriesPerRule = min(10_000, seriesCount)
private let rounds = ProcessInfo.processInfo.environment["COLONNADE_ROUNDS"].flatMap { Int($0) } ?? 10
private let beginning: Int64 = 1_767_225_600

/// Goes on only when it is told to.
private final class TestClock: WallClock, StorageClock {
    private let seconds = Mutex<Int64>(beginning)
    var nowNanoseconds: Int64 { seconds.withLock { $0 } * 1_000_000_000 }
    var nanoseconds: Int64 { nowNanoseconds }
    func advance(to second: Int64) { seconds.withLock { $0 = second } }
}

private final class TestRandom: RandomSource {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) { state = Mutex(seed) }

    func next() -> UInt64 {
        state.withLock { state in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 31
        }
    }
}

/// The value of a series, as the rule's query has it.
private func value(_ series: Int, at round: Int) -> Int { (series * 7919 + round * 104_729) % 100 }

/// What is told of one series: over 50 it fires, down to 40 it is over.
private func expectedNotices(_ series: Int) -> [String] {
    var result: [String] = []
    var isFiring = false
    for round in 0..<rounds {
        let now = value(series, at: round)
        if !isFiring, now > 50 {
            isFiring = true
            result.append("alert.firing")
        } else if isFiring, now <= 40 {
            isFiring = false
            result.append("alert.resolved")
        }
    }
    return result
}

@Test("every crossing of many series is told once, with a restart after every evaluation")
func syntheticSeries() throws {
    let directory = NSTemporaryDirectory() + "colonnade-series-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let clock = TestClock()
    let address = "sqlite:\(directory)/metadata.sqlite"
    let ruleCount = (seriesCount + seriesPerRule - 1) / seriesPerRule
    let prepared = try MetadataBackends.open(address)
    try prepared.add(
        Webhook(
            id: "wh", url: "https://example.com/", events: ["alert.*"], secret: "a secret of enough bytes",
            description: "", agents: [], createdAt: 0))
    for rule in 0..<ruleCount {
        let first = rule * seriesPerRule
        let sql = """
            SELECT toString(number) AS agent_id, toFloat64((number * 7919 + \
            (toUnixTimestamp(now()) - \(beginning)) * 104729) % 100) AS value \
            FROM numbers(\(first), \(min(seriesPerRule, seriesCount - first)))
            """
        let definition = JSONValue.object([
            "name": .string("rule-\(rule)"), "sql": .string(sql), "database": .string("default"),
            "threshold": .integer(50), "recovery_threshold": .integer(40), "interval_seconds": .integer(1),
        ])
        try prepared.add(
            Threshold(id: "rule-\(rule)", definition: definition, createdAt: 0, updatedAt: 0, version: 1))
    }
    prepared.close()

    for round in 0..<rounds {
        clock.advance(to: beginning + Int64(round))
        let disk = try LocalDisk(name: "default", root: directory)
        let instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)),
            storage: StorageEnvironment(
                policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: clock),
            configuration: InstanceConfiguration(threadsMax: 1), clock: clock,
            random: TestRandom(UInt64(round + 1) << 32))
        try instance.start()
        let cache = try MetadataCache(try MetadataBackends.open(address))
        let evaluator = ThresholdEvaluator(instance, cache, onNotices: {})
        _ = evaluator.evaluateDue()
        #expect(evaluator.failures == [:])
        // Another look at the same moment has nothing to tell.
        _ = evaluator.evaluateDue()
        cache.store.close()
        instance.shutdown()
    }

    var told: [String: [(Int64, String)]] = [:]
    let store = try MetadataBackends.open(address)
    defer { store.close() }
    for delivery in try store.deliveries(webhook: "wh", from: 0, to: .max, limit: 100_000_000) {
        let body = try JSONValue(parsing: delivery.body)
        told[body["data"]?["labels"]?["agent_id"]?.text ?? "", default: []].append(
            (delivery.createdAt, delivery.eventType))
    }
    var faults: [String] = []
    for series in 0..<seriesCount {
        let notices = (told.removeValue(forKey: "\(series)") ?? []).sorted { $0.0 < $1.0 }.map(\.1)
        if notices != expectedNotices(series) { faults.append("series \(series): \(notices)") }
    }
    #expect(faults.prefix(5) == [])
    #expect(told.isEmpty)
}
