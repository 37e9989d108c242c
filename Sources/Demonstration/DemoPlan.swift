import Foundation

/// How large a demonstration is: which slice of the corpus, and how many steps each stage makes.
package struct DemoPlan: Codable, Equatable {
    /// `DEMO=quick` runs every stage on a slice of 500 passages; its figures mean nothing.
    package enum Size: String, Codable {
        case full, quick
    }

    package var size: Size
    var blockTokens: Int
    /// Word pieces of a block and its neighbours: what BM25 scores and the reader reads.
    var contextTokens: Int { 200 }
    package var inverseCloze: Int
    var readingOracle: Int
    var readingDistractor: Int
    package var pretrain: Int
    package var refreshEvery: Int
    /// Steps of the control, which take about as long as pre-training does.
    var control: Int { 10 * pretrain / 3 }
    package var finetune: Int
    /// The most questions of each kind that are evaluated.
    var evaluated: Int

    /// The steps with which the figures of the README were made.
    package static let full = DemoPlan(
        size: .full, blockTokens: 80, inverseCloze: 1200, readingOracle: 1200, readingDistractor: 1200, pretrain: 600,
        refreshEvery: 120, finetune: 600, evaluated: .max)

    package static let quick = DemoPlan(
        size: .quick, blockTokens: 80, inverseCloze: 60, readingOracle: 40, readingDistractor: 20, pretrain: 40,
        refreshEvery: 10, finetune: 30, evaluated: 100)

    /// Seconds that the whole takes where one inverse-cloze step on one thread takes `step` seconds.
    ///
    /// The weights are seconds of each stage's step on the machine where that step took 0.30 s.
    package func predictedSeconds(step: Double) -> Double {
        (trained + fixed) * step / Self.weighedStep
    }

    /// Seconds of an inverse-cloze step on the machine that the weights are from.
    private static let weighedStep = 0.30

    /// Seconds that the training stages take there; warm starts run beside each other.
    private var trained: Double {
        let warm = max(Double(inverseCloze) * Self.weighedStep, Double(readingOracle + readingDistractor) * 0.21)
        return warm + Double(pretrain) * 1.2 + Double(finetune) * 1.6
    }

    /// Seconds that corpus, indexes and evaluation take there, however little is trained.
    private var fixed: Double { size == .full ? 780 : 30 }

    /// The same plan with the steps of the training stages scaled so that the whole takes about `minutes`.
    ///
    /// A twentieth of the steps stays, however few the minutes are: the rest takes its time without any.
    package func scaled(toMinutes minutes: Double, step: Double) -> DemoPlan {
        let factor = max(0.05, (minutes * 60 * Self.weighedStep / step - fixed) / trained)
        func scaled(_ steps: Int) -> Int { max(10, Int((Double(steps) * factor).rounded())) }
        var plan = self
        plan.inverseCloze = scaled(inverseCloze)
        plan.readingOracle = scaled(readingOracle)
        plan.readingDistractor = scaled(readingDistractor)
        plan.pretrain = scaled(pretrain)
        plan.refreshEvery = max(2, scaled(pretrain) / 5)
        plan.finetune = scaled(finetune)
        return plan
    }

    /// Settings that every stage of the demonstration shares, as the command line takes them.
    func settings(models: URL) -> [String] {
        [
            "corpus.blockTokens=\(blockTokens)",
            "embedder.start=\(models.appending(path: "tiny-bert").path)", "embedder.pooling=cls",
            "embedder.documentTokens=\(blockTokens + 48)",
            "encoder.start=\(models.appending(path: "tiny-bert").path)",
            "reader.start=\(models.appending(path: size == .full ? "minilm" : "tiny-bert").path)",
            "warmstart.steps=\(inverseCloze)",
            "reading.oracleSteps=\(readingOracle)", "reading.distractorSteps=\(readingDistractor)",
            "pretrain.steps=\(pretrain)", "refresh.every=\(refreshEvery)",
            "finetune.steps=\(finetune)",
            "optimizer.biasCorrection=true",
        ]
    }

    /// Settings of fine-tuning beside those: small blocks are read with their neighbours, and a score that was learned
    /// among dense candidates counts less for passages that BM25 found.
    func readerSettings(bfloat16: Bool) -> [String] {
        // Pre-training, whose settings are taken over, had one processor core for itself; the reader has all of them.
        ["reader.contextTokens=\(contextTokens)", "reader.relevanceScale=0.25", "engine.threads=0"]
            + (bfloat16 ? ["engine.precision=bfloat16"] : [])
    }
}
