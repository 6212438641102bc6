import Engine
import Errors
import Metadata

/// Thresholds and deliveries together, from start to stop.
package final class AlertingService: Sendable {
    package let evaluator: ThresholdEvaluator
    private let worker: DeliveryWorker
    private let sender: NoticeSender

    package init(_ instance: Instance, _ cache: MetadataCache, _ addressGuard: AddressGuard) {
        sender = NoticeSender(addressGuard)
        let worker = DeliveryWorker(instance, cache, sender)
        self.worker = worker
        evaluator = ThresholdEvaluator(instance, cache) { worker.wake() }
    }

    package func start() {
        worker.start()
        evaluator.start()
    }

    package func stop() async {
        evaluator.stop()
        worker.stop()
        await sender.stop()
    }

    /// Definitions have changed, or notices wait.
    package func wake() {
        evaluator.wake()
        worker.wake()
    }
}
