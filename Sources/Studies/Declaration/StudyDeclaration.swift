public import Learning

/// What a study compares: arms, which are settings, each trained with several seeds and judged on the same questions.
///
/// All runs begin with the same corpus, and share the stages before pre-training wherever their settings agree.
public struct StudyDeclaration: Equatable, Sendable {
    /// What stands above the report.
    public var name: String
    /// The documents, as `corpus build` reads them.
    public var corpus: String
    /// The vocabulary of the start weights.
    public var vocabulary: String
    /// Each arm is run once with each, from the warm start to the answers; runs with the same seed share what they can.
    public var seeds: [UInt64]
    /// How many processes work side by side.
    public var atOnce: Int
    /// Steps of pre-training at which retrieval is measured too, for the curves.
    public var curve: [Int]
    /// Questions on which the retrievers are compared before any fine-tuning; the first set is that of the curves.
    public var retrieval: [QuestionSet]
    /// Questions to fine-tune on and to judge answers by; nil compares retrieval only.
    public var answers: AnswerSet?
    /// Settings of all arms.
    public var settings: [Assignment]
    /// What is compared; the first arm is the one that the others are held against.
    public var arms: [Arm]
    /// Further arms that are held against each other, beside each with the first.
    public var pairs: [Pair]

    /// A setting and the text of its value, as `--set` takes them.
    public struct Assignment: Equatable, Sendable, CustomStringConvertible {
        /// `section.key`.
        public var keyPath: String
        public var text: String

        public init(_ keyPath: String, _ text: String) {
            self.keyPath = keyPath
            self.text = text
        }

        var section: Substring { keyPath.prefix { $0 != "." } }
        public var description: String { "\(keyPath)=\(text)" }
    }

    /// A variant of the system.
    public struct Arm: Equatable, Sendable {
        public var name: String
        /// What the arm is for, in a sentence.
        public var about: String
        /// Settings that differ from those of the study.
        public var settings: [Assignment]
        /// Stages that take these settings; nil for all that read them.
        public var changes: Set<Stage>?

        public init(name: String, about: String = "", settings: [Assignment] = [], changes: Set<Stage>? = nil) {
            self.name = name
            self.about = about
            self.settings = settings
            self.changes = changes
        }
    }

    /// An arm, and another that it is held against.
    public struct Pair: Equatable, Sendable {
        public var arm: String
        public var other: String

        public init(_ arm: String, against other: String) {
            self.arm = arm
            self.other = other
        }
    }

    /// A set of questions that retrieval is judged by.
    public struct QuestionSet: Equatable, Sendable {
        public var name: String
        public var file: String
        /// `train`, `dev`, `test` or `all`; held-out questions are never read.
        public var part: String
        /// Only questions of these tiers; all when empty.
        public var tiers: [Int]
        /// Whether pages are judged by their titles, instead of passages by the answers they hold.
        public var judgesPages: Bool
        /// Only so many of the questions.
        public var limit: Int?

        public init(
            name: String, file: String, part: String = "all", tiers: [Int] = [], judgesPages: Bool = false,
            limit: Int? = nil
        ) {
            self.name = name
            self.file = file
            self.part = part
            self.tiers = tiers
            self.judgesPages = judgesPages
            self.limit = limit
        }
    }

    /// Questions with answers: one part to learn from, another to judge by.
    public struct AnswerSet: Equatable, Sendable {
        public var file: String
        public var tiers: [Int]
        public var train: String
        public var judge: String
        public var limit: Int?

        public init(file: String, tiers: [Int] = [], train: String = "train", judge: String = "dev", limit: Int? = nil)
        {
            self.file = file
            self.tiers = tiers
            self.train = train
            self.judge = judge
            self.limit = limit
        }
    }

    /// The arm that the others are held against.
    public var reference: Arm { arms[0] }

    /// The settings that a stage of an arm is given, each once: the arm's own where it takes them.
    /// - Parameter stage: nil for the whole of the arm's settings.
    func assignments(_ arm: Arm, _ stage: Stage? = nil) -> [Assignment] {
        var all: [Assignment] = []
        for assignment in settings + own(arm, stage) where stage?.reads(assignment) ?? true {
            if let place = all.firstIndex(where: { $0.keyPath == assignment.keyPath }) {
                all[place] = assignment
            } else {
                all.append(assignment)
            }
        }
        return all
    }

    /// What an arm adds to the study's settings for a stage.
    ///
    /// A stage behind one that takes the arm's settings would take them over from there, so it is told what they are without
    /// the arm.
    private func own(_ arm: Arm, _ stage: Stage?) -> [Assignment] {
        guard let stage, let changes = arm.changes, !changes.contains(stage) else { return arm.settings }
        let order = Stage.allCases
        guard let first = order.firstIndex(where: changes.contains), order[first...].contains(stage) else { return [] }
        // What the study itself sets is told anyway.
        let unset = Set(arm.settings.map(\.keyPath)).subtracting(settings.map(\.keyPath))
        return RunConfiguration().assignments.filter { unset.contains($0.keyPath) }
            .map { Assignment($0.keyPath, $0.text) }
    }

    /// Every setting of an arm, as resolved.
    public func configuration(of arm: Arm) throws(ConfigurationProblem) -> RunConfiguration {
        try RunConfiguration().applying(overrides: assignments(arm).map { (keyPath: $0.keyPath, text: $0.text) })
    }
}
