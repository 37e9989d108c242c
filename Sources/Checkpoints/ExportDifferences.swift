import Learning
import Realm

/// What a model does and the released code, given its files, does not: what the layout has no words for.
enum ExportDifferences {
    /// - Returns: a clause for each, for people.
    static func of(
        _ bundle: ModelBundle, as layout: ReleasedLayout, _ settings: RunConfiguration
    ) throws -> [String] {
        var differences: [String] = []
        func tell(_ holds: Bool, _ words: String) { if holds { differences.append(words) } }
        if layout == .openqa || layout == .reader {
            let reader = settings.reader
            tell(reader.readsTitle, "the reader was trained with titles before the texts; the released code reads none")
            tell(
                reader.contextTokens > 0,
                "the reader was trained with neighbours of a block; the released code reads blocks")
            tell(
                reader.relevanceScale != 1,
                "\(reader.relevanceScale) of f(x, z) is added to a span's score; the released code adds all of it")
            tell(
                reader.normalization == .passage,
                "spans share their probability with those of their own passage; the released code has one softmax over all"
            )
            tell(
                reader.wholeWords,
                "answers are whole words; the released code also lets them begin and end inside a word")
            tell(reader.skipsPunctuation, "no answer is punctuation alone; the released code also answers with a comma")
            tell(
                reader.mergesAnswers,
                "spans that say the same are one answer, their probabilities added; the released code keeps them apart")
        }
        let passagesFrom = settings.finetune.passagesFrom
        tell(
            layout == .openqa && passagesFrom != .dense,
            "passages come from \(passagesFrom.rawValue) search; the released code takes those of the nearest vectors")
        // RealmScorer makes one embedder for both unless it is given another.
        tell(
            try layout == .scorer && bundle.embedderConfiguration().hasQueryProjection,
            "questions have a projection of their own; load it with RealmScorer.from_pretrained(…, query_embedder: "
                + "another RealmEmbedder)")
        if layout == .encoder {
            tell(
                settings.encoder.readsTitle,
                "the encoder was trained with titles before the texts; the released code reads none")
            tell(try bundle.nullOffset() != nil, "the learned offset of the null document is left out")
        }
        return differences
    }
}
