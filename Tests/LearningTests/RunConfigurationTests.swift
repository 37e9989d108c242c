import DurableFiles
import Foundation
import Learning
import Randomness
import Realm
import Testing

@Suite struct RunConfigurationTests {
    private func read(_ yaml: String) throws -> RunConfiguration { try RunConfiguration(yaml: yaml, path: "run.yaml") }

    private func words(_ yaml: String) -> String? {
        (#expect(throws: ConfigurationProblem.self) { try read(yaml) })?.description
    }

    @Test func nothingWrittenMeansTheDefaults() throws {
        for yaml in ["", "# only a comment\n", "corpus:\npretrain: ~\n", "---\n"] {
            #expect(try read(yaml) == RunConfiguration())
        }
        #expect(RunConfiguration().pretrain.steps == 600)
        #expect(RunConfiguration().finetune.passagesFrom == .hybrid)
    }

    @Test func settingsThatAreNamedReplaceTheDefaults() throws {
        let configuration = try read(
            """
            corpus: {blockTokens: 128}
            embedder:
              start: weights/Mini LM
              pooling: mean   # as MiniLM was trained
              pooler: true
            pretrain:
              steps: 50
              nullOffset: -1.5
              retrieverLearningRate: 3e-5
            refresh:
              mode: off
            engine:
              seed: 18446744073709551615
            """)
        var expected = RunConfiguration()
        expected.corpus.blockTokens = 128
        expected.embedder.start = "weights/Mini LM"
        expected.embedder.pooling = .mean
        expected.embedder.pooler = true
        expected.pretrain.steps = 50
        expected.pretrain.nullOffset = .value(-1.5)
        expected.pretrain.retrieverLearningRate = 3e-5
        expected.refresh.mode = .off
        expected.engine.seed = .max
        #expect(configuration == expected)
    }

    @Test func whatIsWrittenOutIsReadBackAndNamesEverySetting() throws {
        var configuration = RunConfiguration()
        configuration.embedder.start = "C:\\weights \"é\"\n# no comment: \u{2028}\u{7}😀"
        configuration.masking.spans = "null"
        configuration.pretrain.nullOffset = .value(0.1)
        configuration.optimizer.epsilon = 1.0 / 3
        configuration.warmstart.learningRate = 1e-300
        #expect(try read(configuration.yaml) == configuration)
        #expect(
            configuration.yaml.contains(
                """
                # AdamW and the course of the learning rate.
                optimizer:
                  # The decay of the running mean of gradients. Expected: a number from 0.0 to 0.999999.
                  beta1: 0.9
                """))
    }

    @Test func everyPropertyOfEverySectionIsASetting() {
        let written = RunConfiguration().yaml.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        for section in Mirror(reflecting: RunConfiguration()).children {
            #expect(written.contains("\(section.label ?? ""):"))
            for setting in Mirror(reflecting: section.value).children {
                let name = setting.label?.dropFirst() ?? ""
                #expect(written.contains { $0.hasPrefix("\(name): ") }, "\(section.label ?? "").\(name)")
            }
        }
    }

    /// A row of a table in docs/settings.md.
    private struct Documented: Equatable {
        let key, value, summary: String
    }

    /// The tables of docs/settings.md, by the headings above them.
    private func documented() throws -> [(section: String, rows: [Documented])] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/settings.md")
        var sections: [(section: String, rows: [Documented])] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") { sections.append((String(line.dropFirst(3)), [])) }
            guard line.hasPrefix("| `"), !sections.isEmpty else { continue }
            // A bar that belongs to the text is escaped.
            let cells = line.replacing("\\|", with: "\u{1}").split(separator: "|").map {
                $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces)
            }
            try #require(cells.count == 4, "\(line)")
            let value = cells[1] == "empty" ? "" : cells[1].trimmingCharacters(in: ["`"])
            sections[sections.count - 1].rows.append(
                Documented(key: cells[0].trimmingCharacters(in: ["`"]), value: value, summary: cells[3]))
        }
        return sections
    }

    /// Whether a text names a setting's value, in whatever way it writes the number.
    private func isSame(_ value: some SettingValue, _ text: String) -> Bool {
        type(of: value).init(setting: text) == value
    }

    @Test func theDocumentHasEverySettingWithItsDefault() throws {
        let sections = try documented()
        let declared = Mirror(reflecting: RunConfiguration()).children
        #expect(sections.map(\.section) == declared.compactMap(\.label))
        for (section, children) in zip(sections, declared.map { Mirror(reflecting: $0.value).children }) {
            #expect(section.rows.map(\.key) == children.compactMap { $0.label.map { String($0.dropFirst()) } })
            for (row, setting) in zip(section.rows, children) {
                let mirror = Mirror(reflecting: setting.value)
                let value = try #require(mirror.descendant("wrappedValue") as? any SettingValue)
                let isDefault = isSame(value, row.value)
                #expect(isDefault, "\(section.section).\(row.key)")
                #expect(mirror.descendant("summary") as? String == row.summary, "\(section.section).\(row.key)")
            }
        }
    }

    @Test(arguments: [
        ("pretrain:\n  stpes: 5\n", "run.yaml:2: pretrain.stpes is not a setting; did you mean pretrain.steps?"),
        ("pretran:\n  steps: 5\n", "run.yaml:1: pretran is not a setting; did you mean pretrain?"),
        (
            "\nrefresh:\n  warmupSteps: 5",
            "run.yaml:3: refresh.warmupSteps is not a setting; did you mean warmstart.warmupSteps?"
        ),
        (
            "corpus:\n  zebra: 5\n",
            "run.yaml:2: corpus.zebra is not a setting; there are corpus.blockTokens, corpus.lowercases"
        ),
        (
            "pretrain:\n  steps: many\n",
            "run.yaml:2: pretrain.steps is \"many\"; expected a whole number of at least 0"
        ),
        ("pretrain:\n  steps: 1.5\n", "run.yaml:2: pretrain.steps is \"1.5\"; expected a whole number of at least 0"),
        ("pretrain:\n  steps:\n", "run.yaml:2: pretrain.steps is empty; expected a whole number of at least 0"),
        ("pretrain:\n  steps: [1]\n", "run.yaml:2: pretrain.steps is a list; expected a whole number of at least 0"),
        (
            "pretrain:\n  steps: -3\n",
            "run.yaml:2: pretrain.steps is -3, which is out of range; expected a whole number of at least 0"
        ),
        (
            "embedder:\n  dropout: 1\n",
            "run.yaml:2: embedder.dropout is 1, which is out of range; expected a number from 0.0 to 0.9"
        ),
        ("embedder:\n  scale: nan\n", "run.yaml:2: embedder.scale is \"nan\"; expected a number from 0.001 to 1000.0"),
        ("embedder:\n  pooling: max\n", "run.yaml:2: embedder.pooling is \"max\"; expected cls or mean"),
        (
            "refresh:\n  mode: sync\n",
            "run.yaml:2: refresh.mode is \"sync\"; expected asynchronous, synchronous or off"
        ),
        ("embedder:\n  pooler: yes\n", "run.yaml:2: embedder.pooler is \"yes\"; expected true or false"),
        (
            "pretrain:\n  nullOffset: some\n",
            "run.yaml:2: pretrain.nullOffset is \"some\"; expected none, auto or a number"
        ),
        ("pretrain: 3\n", "run.yaml:1: pretrain is \"3\"; expected settings of its own, one a line below it"),
        ("- a\n- b\n", "run.yaml:1: the file is a list; expected sections, such as \"pretrain:\""),
        (
            "corpus:\n\tblockTokens: 3\n",
            "run.yaml:2: not YAML: found character that cannot start any token; expected sections with "
                + "settings below them, indented by spaces"
        ),
        ("engine:\n  seed: 1\n  seed: 2\n", "run.yaml:2: seed stands twice; keep one of them"),
        (
            "masking:\n  minimumSentence: 60\n",
            "run.yaml:1: masking.minimumSentence is 60, more than masking.maximumSentence (48)"
        ),
        (
            "embedder: {width: 0, queryProjection: true}\n",
            "run.yaml:1: embedder.queryProjection is true, but embedder.width is 0, which leaves projections out"
        ),
    ])
    func aMistakeIsNamedWithItsPlace(yaml: String, expected: String) {
        #expect(words(yaml) == expected)
    }

    @Test func aFileIsReadWrittenAndRefusedWhenItIsNoText() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "config \(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        var configuration = RunConfiguration()
        configuration.engine.threads = 7
        try configuration.write(to: file)
        #expect(try RunConfiguration(contentsOf: file) == configuration)
        try Data([0xFF, 0xFE, 0x00]).write(to: file)
        let problem = #expect(throws: FileProblem.self) { try RunConfiguration(contentsOf: file) }
        #expect(problem?.reason == "is not a configuration: expected a text of at most 1 MiB in UTF-8")
        #expect(throws: FileProblem.self) { try RunConfiguration(contentsOf: file.appending(path: "none")) }
    }

    @Test func theExamplesAreOfSettingsThereAre() throws {
        let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples")
        _ = try RunConfiguration(contentsOf: examples.appending(path: "pretrain.yaml"))
        let pretrain = try RunConfiguration(contentsOf: examples.appending(path: "pretrain-as-released.yaml"))
        let finetune = try RunConfiguration(contentsOf: examples.appending(path: "finetune-as-released.yaml"))
        // The optimiser is BERT's in both.
        for optimizer in [pretrain.optimizer, finetune.optimizer] {
            #expect(optimizer.clipScope == .all && optimizer.clipNorm == 1)
            #expect(optimizer.schedule == .released && !optimizer.biasCorrection)
        }
        // The joint input of the released code has 96 + 288 places.
        #expect(
            pretrain.encoder.jointTokens == pretrain.encoder.queryTokens + pretrain.embedder.documentTokens
                && pretrain.embedder.documentTokens == pretrain.corpus.blockTokens)
        let paper = try RunConfiguration(contentsOf: examples.appending(path: "as-in-the-paper.yaml"))
        #expect(paper.embedder.queryProjection && paper.reader.normalization == .passage)
        #expect(pretrain.pretrain.marginalization == .token && finetune.finetune.evaluateBy == .spanExactMatch)
    }

    @Test func noTextStopsTheProgram() {
        let pieces = [
            "pretrain:", "\n", "  ", "steps", ": ", "5", "[", "]", "{", "}", "&a ", "*a", "\"", "'", "- ", "#", "|\n",
            "? ",
            "!!int ", "\t", "é", "~", "<<: ", "\u{0}", "%YAML 1.1\n", "---\n", "corpus", "blockTokens", ",",
        ]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...14, using: &random)
            let yaml = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do { _ = try read(yaml) } catch { #expect(error is ConfigurationProblem) }
        }
    }
}
