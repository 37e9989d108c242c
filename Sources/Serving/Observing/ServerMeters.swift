import Answering
import Metrics

/// What the server counts.
struct ServerMeters: Sendable {
    let registry: PrometheusRegistry

    init() {
        registry = PrometheusRegistry(help: [
            "pyramidion_requests_total": "Requests by route and status.",
            "pyramidion_request_seconds": "From the request's head to the response's head.",
            "pyramidion_questions_total": "Questions that were answered.",
            "pyramidion_stage_seconds": "Time of one stage for a whole batch.",
            "pyramidion_wait_seconds": "Time that a question waited for its turn.",
            "pyramidion_batch_questions": "Questions that were read together.",
            "pyramidion_queue_depth": "Entries that wait.",
            "pyramidion_index_generation": "The index generation that answers.",
            "pyramidion_models_opened_total": "Models and index generations that were taken, the first included.",
        ])
    }

    func observe(_ observation: ComputeThread.Observation) {
        switch observation {
        case .took(let facts):
            Counter(label: "pyramidion_models_opened_total", factory: registry).increment()
            Meter(label: "pyramidion_index_generation", factory: registry).set(facts.generation)
        case .answered(let answered):
            Counter(label: "pyramidion_questions_total", factory: registry).increment(by: answered.count)
            Recorder(label: "pyramidion_batch_questions", factory: registry).record(answered.count)
            for question in answered { timer("pyramidion_wait_seconds", []).record(duration: question.waited) }
            guard let times = answered.first?.times else { return }
            for (stage, time) in times.named {
                timer("pyramidion_stage_seconds", [("stage", stage)]).record(duration: time)
            }
        }
    }

    func request(route: String, status: Int, duration: Duration) {
        Counter(
            label: "pyramidion_requests_total", dimensions: [("route", route), ("status", "\(status)")],
            factory: registry
        ).increment()
        timer("pyramidion_request_seconds", [("route", route)]).record(duration: duration)
    }

    /// Prometheus' text, with what is known only now.
    func text(queueDepth: Int) -> String {
        Meter(label: "pyramidion_queue_depth", factory: registry).set(queueDepth)
        return registry.text
    }

    private func timer(_ label: String, _ dimensions: [(String, String)]) -> Metrics.Timer {
        Metrics.Timer(label: label, dimensions: dimensions, factory: registry)
    }
}

extension Answerer.StageTimes {
    /// The stages in their order, by the names they have in metrics and replies.
    var named: [(stage: String, time: Duration)] {
        [("tokenise", tokenise), ("embed", embed), ("search", search), ("read", read)]
    }
}
