import Answering
import ArgumentParser
import Learning

/// `pyramidion fill-mask`: what REALM is pre-trained to do (paper, table 3).
struct FillMaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill-mask",
        abstract: "Fill the [MASK]s of a text, with and without passages of the corpus.",
        discussion: """
            --json prints an object: text, masks[{withRetrieval[{text, probability}], withoutRetrieval[...]}], \
            passages[{block, title, score, probability, utility}] with p(z|x) and the retrieval utility RU(z|x), \
            nullProbability.

            RU(z|x) is how much a passage adds to the log-probability of the word pieces predicted with passages, in nats, \
            compared with no passage: above 0 it speaks for them, below 0 against.

            Example:
              pyramidion fill-mask --run my-project "The [MASK] on top of an obelisk is a small pyramid."
            """)

    @OptionGroup var model: ModelOptions

    @Argument(help: "A text in which [MASK] stands for each missing word piece.")
    var text: String

    @Option(name: [.customShort("n"), .customLong("count")], help: "How many word pieces for each mask.")
    var count = 5

    @Option(help: ArgumentHelp("How many passages are read.", valueName: "count"))
    var passages = 7

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try HitCount.check(count)
        try HitCount.check(passages)
    }

    func run() throws {
        let parts = try model.parts(usual: \.pretrain)
        let configuration = try settings.configuration(over: RunConfiguration.of(run: parts.model))
        try configuration.engine.apply()
        let filler = try MaskFiller(
            model: parts.model, corpus: parts.corpus, index: parts.index, configuration: configuration)
        let filling = try filler.fill(text, count: count, passages: passages)
        if json { return try StandardOutput.writeJSON(FilledText(filling)) }
        try StandardOutput.write(Self.page(filling))
    }

    private static func page(_ filling: MaskFiller.Filling) -> String {
        func words(_ pieces: [MaskFiller.WordPieceProbability]) -> String {
            pieces.map { "\($0.text) \(Written.percent($0.probability))" }.joined(separator: ", ")
        }
        var lines = [filling.text]
        for (number, pieces) in filling.withRetrieval.enumerated() {
            lines.append("  [MASK] \(number + 1) with passages:    \(words(pieces))")
            lines.append("  [MASK] \(number + 1) without passages: \(words(filling.withoutRetrieval[number]))")
        }
        lines.append("  read, with p(z|x) and RU(z|x), its utility:")
        lines.append(row(filling.nullProbability, nil, "no passage"))
        lines += zip(filling.passages, filling.utilities).map { passage, utility in
            row(
                passage.probability, utility,
                "\(passage.title.isEmpty ? "(no title)" : passage.title), block \(passage.block)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One thing that was read; the null document has no utility, for it is what the others are compared with.
    private static func row(_ probability: Double, _ utility: Double?, _ name: String) -> String {
        let number = utility.map(Written.number) ?? ""
        let padding = String(repeating: " ", count: max(0, 7 - number.count))
        return "     \(Written.number(probability))   \(padding)\(number)   \(name)"
    }

    /// What `--json` prints.
    private struct FilledText: Encodable {
        struct Mask: Encodable {
            /// By Σ_z p(z|x) p(y|z,x), most probable first.
            let withRetrieval: [MaskFiller.WordPieceProbability]
            /// With the null document alone.
            let withoutRetrieval: [MaskFiller.WordPieceProbability]
        }

        struct ReadPassage: Encodable {
            let block: Int
            let title: String
            /// f(x, z).
            let score: Double
            /// p(z|x).
            let probability: Double
            /// RU(z|x) in nats.
            let utility: Double
        }

        let text: String
        let masks: [Mask]
        /// Best first.
        let passages: [ReadPassage]
        /// p(∅|x).
        let nullProbability: Double

        init(_ filling: MaskFiller.Filling) {
            text = filling.text
            masks = zip(filling.withRetrieval, filling.withoutRetrieval).map {
                Mask(withRetrieval: $0, withoutRetrieval: $1)
            }
            passages = zip(filling.passages, filling.utilities).map { passage, utility in
                ReadPassage(
                    block: passage.block, title: passage.title, score: passage.score,
                    probability: passage.probability, utility: utility)
            }
            nullProbability = filling.nullProbability
        }
    }
}
