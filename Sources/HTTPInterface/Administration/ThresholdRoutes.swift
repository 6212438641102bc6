import Alerting
import Columns
import Engine
import Metadata

/// `/v1/thresholds`: what is watched; `/v1/alerts`: where it stands.
extension Administration {
    func answerThresholds(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        let path = request.segments
        switch (path.count, request.method) {
        case (1, "GET"):
            let page = try check { () throws(Problem) in try request.page() }
            let found = try attempt { () throws(MetadataError) in try store.thresholds(page) }
            return .list(found.map(Self.json), next: found.count == page.limit ? found.last?.id : nil)
        case (1, "POST"):
            let definition = try check { () throws(Problem) in try Self.definition(of: request) }
            let threshold = Threshold(
                id: newIdentifier("th_"), definition: definition, createdAt: now, updatedAt: now, version: 1)
            try attempt { () throws(MetadataError) in try store.add(threshold) }
            changed()
            return .record(201, Self.json(threshold), version: 1)
        case (2, "GET"):
            let threshold = try threshold(path[1])
            if request.isKnown(version: threshold.version) {
                return AdministrationAnswer(304, text: "", contentType: "")
            }
            return .record(200, Self.json(threshold), version: threshold.version)
        case (2, "PUT"):
            var threshold = try threshold(path[1])
            try check { () throws(Problem) in
                try request.checkMatch(version: threshold.version)
                threshold.definition = try Self.definition(of: request)
            }
            threshold.updatedAt = now
            let changed = threshold
            try attempt { () throws(MetadataError) in try store.update(changed) }
            self.changed()
            return .record(200, Self.json(threshold), version: threshold.version + 1)
        case (2, "DELETE"):
            let threshold = try threshold(path[1])
            try check { () throws(Problem) in try request.checkMatch(version: threshold.version) }
            _ = try attempt { () throws(MetadataError) in try store.removeThreshold(threshold.id) }
            changed()
            return .noContent
        default: throw .problem(Self.wrongPlace(request))
        }
    }

    private func threshold(_ id: String) throws(MetadataFault) -> Threshold {
        guard let threshold = try attempt({ () throws(MetadataError) in try store.threshold(id) }) else {
            throw .problem(Problem(404, "There is no threshold \(id)"))
        }
        return threshold
    }

    private static func definition(of request: AdministrationRequest) throws(Problem) -> JSONValue {
        let definition = try request.object()
        do throws(ThresholdRule.Fault) {
            _ = try ThresholdRule(id: "", version: 0, definition: definition)
        } catch {
            throw Problem(400, error.reason)
        }
        return definition
    }

    private static func json(_ threshold: Threshold) -> JSONValue {
        .object(
            [JSONValue.Member("id", .string(threshold.id))] + (threshold.definition.members ?? []) + [
                JSONValue.Member("created_at", .integer(threshold.createdAt)),
                JSONValue.Member("updated_at", .integer(threshold.updatedAt)),
            ])
    }

    func answerAlerts(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        guard request.segments.count == 1, request.method == "GET" else { throw .problem(Self.wrongPlace(request)) }
        let states = try attempt { () throws(MetadataError) in
            try store.alertStates(of: request.parameters["threshold"])
        }
        return .list(
            states.map { state in
                .object([
                    "threshold_id": .string(state.thresholdId),
                    "labels": (try? JSONValue(parsing: state.series)) ?? .null,
                    "state": .string(state.phase.rawValue), "since": .integer(state.since),
                    "value": state.value.map { .double($0) } ?? .null, "evaluated_at": .integer(state.evaluatedAt),
                ])
            }, next: nil)
    }
}
