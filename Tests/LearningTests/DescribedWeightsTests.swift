import Foundation
import Learning
import LearningTestSupport
import Realm
import Testing

/// The shape of a model that is read is its own, whatever the settings say.
@Suite struct DescribedWeightsTests {
    @Test func settingsThatSayOtherwiseAreReportedAndTheRunsFileTellsTheTruth() throws {
        let project = try TinyProject(finetuned: false)
        let world = project.world
        var configuration = world.configuration
        configuration.warmstart.steps = 1
        configuration.embedder.pooling = .cls
        configuration.embedder.width = 4
        configuration.embedder.queryProjection = true
        configuration.embedder.layerNormEpsilon = 1e-3
        var lines: [String] = []
        let bundle = try ModelBundle(opening: world.folder("warm/embedder"))
        try WarmStart.continueEmbedder(
            world.inputs("again", configuration, report: { lines.append($0) }), from: bundle)
        for line in [
            "embedder.pooling is mean in the weights; cls is left aside",
            "embedder.width is 8 in the weights; 4 is left aside",
            "embedder.queryProjection is false in the weights; true is left aside",
        ] { #expect(lines.contains(line), "\(lines)") }
        let written = try RunConfiguration.of(run: world.folder("again")).embedder
        #expect(written.pooling == .mean && written.width == 8 && !written.queryProjection)
        #expect(written.layerNormEpsilon == 1e-12)
        #expect(
            try ModelBundle(opening: world.folder("again")).embedder().configuration == bundle.embedder().configuration)
    }

    @Test func settingsThatFitAreNotSpokenOf() throws {
        let project = try TinyProject(finetuned: false)
        var lines: [String] = []
        var configuration = project.world.configuration
        configuration.warmstart.steps = 1
        try WarmStart.continueEmbedder(
            project.world.inputs("again", configuration, report: { lines.append($0) }),
            from: ModelBundle(opening: project.world.folder("warm/embedder")))
        #expect(!lines.contains { $0.contains("in the weights") }, "\(lines)")
        #expect(try RunConfiguration.of(run: project.world.folder("again")) == configuration)
    }
}
