/// A stage of a run that is trained, in the order in which they follow each other.
public enum Stage: String, CaseIterable, Sendable, Codable {
    /// The documents become blocks.
    case corpus
    /// The embedder's warm start: the inverse cloze task.
    case embedder
    /// The encoder's first lessons, with the arm's own masks.
    case encoder
    /// Retriever and encoder together.
    case pretrain
    /// Learning to answer.
    case finetune

    /// Whether the stage depends on a section of the settings.
    private func reads(section: String) -> Bool {
        switch self {
        case .corpus: section == "corpus"
        case .embedder: ["corpus", "embedder", "warmstart", "optimizer", "engine"].contains(section)
        case .encoder: ["corpus", "encoder", "masking", "reading", "optimizer", "engine"].contains(section)
        case .pretrain: !["warmstart", "reading", "reader", "finetune"].contains(section)
        case .finetune: !["warmstart", "reading", "encoder", "masking", "pretrain", "refresh"].contains(section)
        }
    }

    /// Settings of other sections: when checkpoints are made, and how long a masked sentence may be.
    private var others: Set<String> {
        let checkpoints: Set = [
            "pretrain.checkpointEvery", "pretrain.checkpointSeconds", "pretrain.keepCheckpoints",
        ]
        return switch self {
        case .corpus: []
        case .encoder: checkpoints.union(["embedder.queryTokens"])
        case .embedder, .pretrain, .finetune: checkpoints
        }
    }

    func reads(_ assignment: StudyDeclaration.Assignment) -> Bool {
        reads(section: String(assignment.section)) || others.contains(assignment.keyPath)
    }
}
