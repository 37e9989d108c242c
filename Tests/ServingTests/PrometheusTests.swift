import Foundation
import Metrics
import Serving
import Testing

@Suite struct PrometheusTests {
    @Test func seriesAreWrittenAsPrometheusReadsThem() {
        let registry = PrometheusRegistry(help: ["asked_total": "Questions."])
        Counter(label: "asked_total", dimensions: [("kind", "a\"b\\c\nd")], factory: registry).increment(by: 2)
        Counter(label: "asked_total", dimensions: [("kind", "a\"b\\c\nd")], factory: registry).increment()
        Meter(label: "queue.depth", factory: registry).set(4)
        Recorder(label: "batch", factory: registry).record(3)
        Recorder(label: "batch", factory: registry).record(1_000)
        let lines = registry.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("# HELP asked_total Questions."))
        #expect(lines.contains("# TYPE asked_total counter"))
        #expect(lines.contains(#"asked_total{kind="a\"b\\c\nd"} 3"#))
        #expect(lines.contains("queue_depth 4") && lines.contains("# TYPE queue_depth gauge"))
        #expect(lines.contains(#"batch_bucket{le="2"} 0"#) && lines.contains(#"batch_bucket{le="4"} 1"#))
        #expect(lines.contains(#"batch_bucket{le="+Inf"} 2"#))
        #expect(lines.contains("batch_sum 1003") && lines.contains("batch_count 2"))
    }

    @Test func timesAreSeconds() {
        let registry = PrometheusRegistry()
        Metrics.Timer(label: "stage", dimensions: [("stage", "read")], factory: registry).record(
            duration: .milliseconds(20))
        #expect(registry.text.contains(#"stage_bucket{stage="read",le="0.025"} 1"#))
        #expect(registry.text.contains(#"stage_sum{stage="read"} 0.02"#))
    }

    @Test func theServerCountsWhatItDoes() async throws {
        let server = try TestServer()
        _ = try await server.post("/v1/answers", #"{"questions": ["Who built it?", "Where was it?"]}"#)
        _ = try await server.get("/v1/blocks/3")
        let text = try await server.get("/metrics").text
        #expect(text.contains("pyramidion_questions_total 2"))
        #expect(text.contains("pyramidion_index_generation 1"))
        #expect(text.contains("pyramidion_queue_depth 0"))
        for stage in ["tokenise", "embed", "search", "read"] {
            #expect(text.contains("pyramidion_stage_seconds_count{stage=\"\(stage)\"} 1"))
        }
        #expect(text.contains(#"pyramidion_requests_total{route="/v1/blocks/{id}",status="200"} 1"#))
    }
}
