public import Corpora
import DurableFiles
public import Foundation
public import Learning
import LexicalSearch
import Realm
import VectorSearch
import Wordpieces

/// A trained model with its corpus and index: ask it, and it answers with a span, its source and a probability.
///
/// ```swift
/// let answerer = try Answerer(project: Project(folder))
/// let response = try answerer.answer("Where was Marie Curie born?")
/// print(response.answers[0].text, response.answers[0].title)
/// ```
/// It belongs to one thread at a time.
public final class Answerer {
    public let store: BlockStore
    /// The number of the index generation that is searched.
    public let generation: Int
    /// The bundle that was opened: the model itself, or the current checkpoint of a run.
    public let model: URL

    let finder: PassageFinder
    let answers: AnswerFinder?
    let configuration: RunConfiguration
    let tokenizer: WordpieceTokenizer
    private let corpus: LearningCorpus

    /// Opens the parts of a project folder.
    /// - Throws: an error that names the part that is missing or does not belong to the others.
    public convenience init(project: Project, configuration: RunConfiguration? = nil) throws {
        let model = project.answeringModel
        try self.init(
            model: model, corpus: project.corpus, index: project.index(of: model), lexical: project.lexical,
            configuration: configuration)
    }

    /// - Parameters:
    ///   - model: a run or a bundle with an embedder, and with a reader if it shall answer.
    ///   - corpus: a block store.
    ///   - index: index generations of that corpus.
    ///   - lexical: the corpus's lexical index; nil, or a folder that is not there, leaves dense search only.
    ///   - configuration: how to search and read; the run's own settings when nil.
    public init(
        model: URL, corpus: URL, index: URL, lexical: URL?, configuration given: RunConfiguration? = nil
    ) throws {
        let bundle = try ModelBundle(opening: model)
        self.model = bundle.folder
        store = try BlockStore(opening: corpus)
        self.corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        configuration = try given ?? RunConfiguration.of(run: model)
        tokenizer = WordpieceTokenizer(
            vocabulary: bundle.vocabulary, lowercases: configuration.corpus.lowercases)
        guard let current = try GenerationFolder(index).current() else {
            throw FileProblem(index, "holds no index generation; make one with `pyramidion index build`")
        }
        let embedder = try bundle.embedder(searching: current, of: store, run: model)
        generation = current.manifest.number
        try configuration.embedder.checkLengths(embedder.configuration.bert)
        guard embedder.configuration.embeddingWidth == current.index.width else {
            throw TrainingProblem.mismatch(
                reason: "the index's vectors have \(current.index.width) elements and the model's "
                    + "\(embedder.configuration.embeddingWidth); build the index with this model")
        }
        var lexicalIndex: LexicalIndex?
        if let lexical, FileManager.default.fileExists(atPath: lexical.path) {
            lexicalIndex = try LexicalIndex(opening: lexical)
            try lexicalIndex?.check(corpus: store.fingerprint)
        }
        finder = PassageFinder(
            corpus: self.corpus, embedder: embedder, index: current.index, lexical: lexicalIndex,
            queryTokens: configuration.embedder.queryTokens, threads: configuration.engine.workers,
            denseWeight: configuration.reader.denseWeight)
        guard bundle.parts.contains("reader") else {
            answers = nil
            return
        }
        let reader = try bundle.reader()
        try configuration.reader.checkLengths(reader.configuration.bert)
        answers = AnswerFinder(corpus: self.corpus, reader: reader, settings: configuration.reader)
    }

    /// Whether BM25 is there, so that hybrid search is.
    public var hasLexicalIndex: Bool { finder.lexical != nil }

    /// Where passages come from when the caller does not say: from where the model learned to read them, as far as that
    /// is there.
    public var defaultSource: FinetuneSettings.PassageSource {
        hasLexicalIndex ? configuration.finetune.passagesFrom : .dense
    }

    /// Finds passages for a text.
    public func search(_ text: String, count: Int = 10, from source: FinetuneSettings.PassageSource? = nil) throws
        -> [Passage]
    {
        let question = try self.question(text)
        let hits = try finder.passages(for: [question], count: count, from: source ?? defaultSource)[0]
        let relevance = try finder.relevance(of: [hits.map(\.id)], to: [question])[0]
        return passages(hits.map(\.id), scores: hits.map(\.score), relevance: relevance)
    }

    /// The blocks found for many texts at once, best first.
    ///
    /// A text that is longer than the model reads is cut, as in training.
    /// - Returns: a list for each text; an empty one for a text that is empty.
    public func blocks(
        for texts: [String], count: Int, from source: FinetuneSettings.PassageSource? = nil
    ) throws -> [[Int]] {
        let questions = texts.map(oneOfMany)
        let found = try finder.passages(
            for: questions.compactMap { $0 }, count: count, from: source ?? defaultSource)
        var next = found.makeIterator()
        return questions.map { $0 == nil ? [] : (next.next() ?? []).map(\.id) }
    }

    /// Reads the best passages for the question.
    /// - Parameters:
    ///   - count: how many answers are wanted at most.
    ///   - passages: how many passages are read; the run's own number when nil.
    /// - Throws: `QuestionProblem` when the question is empty or too long, `TrainingProblem.mismatch` when the model has no
    ///   reader.
    public func answer(
        _ text: String, count: Int = 5, passages: Int? = nil, from source: FinetuneSettings.PassageSource? = nil
    ) throws -> Response {
        let started = ContinuousClock.now
        let question = try self.question(text)
        let response = try answer([question], count: count, passages: passages, from: source)[0]
        let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        return Response(
            question: text, answers: response.answers, passages: response.passages, milliseconds: milliseconds)
    }

    /// Reads for many questions at once, which is faster than one after the other.
    ///
    /// A question that is longer than the model reads is cut, as in training.
    /// - Returns: a response for each; a question that is empty gets one without answers.
    public func answers(
        _ texts: [String], count: Int = 5, passages: Int? = nil, from source: FinetuneSettings.PassageSource? = nil
    ) throws -> [Response] {
        let questions = texts.map(oneOfMany)
        let responses = try answer(questions.compactMap { $0 }, count: count, passages: passages, from: source)
        var next = responses.makeIterator()
        return zip(texts, questions).map { text, question in
            let response = question == nil ? nil : next.next()
            return Response(
                question: text, answers: response?.answers ?? [], passages: response?.passages ?? [], milliseconds: 0)
        }
    }

    private func answer(
        _ questions: [PassageFinder.Question], count: Int, passages: Int?, from source: FinetuneSettings.PassageSource?
    ) throws -> [(answers: [Response.Answer], passages: [Passage])] {
        let found = try find(questions, passages: passages, from: source)
        return zip(try read(found, count: count), found.passages).map { ($0, $1) }
    }

    func passages(_ blocks: [Int], scores: [Float], relevance: [Float]) -> [Passage] {
        let probabilities = RelevanceScores.probabilities(of: relevance.map(Double.init))
        return blocks.indices.map { place in
            Passage(
                block: blocks[place], title: store.title(of: blocks[place]), text: store.text(of: blocks[place]),
                score: Double(scores[place]), probability: probabilities[place])
        }
    }

    /// A question whose asker is there to shorten it.
    func question(_ text: String) throws(QuestionProblem) -> PassageFinder.Question {
        guard let question = oneOfMany(text) else { throw .empty }
        guard question.tokens.count <= questionLimit else {
            throw .tooLong(tokens: question.tokens.count, limit: questionLimit)
        }
        return question
    }

    /// A question whole, for the layouts to cut; nil when it is empty.
    func oneOfMany(_ text: String) -> PassageFinder.Question? {
        let tokens = tokenizer.ids(of: text)
        return tokens.isEmpty ? nil : PassageFinder.Question(text: text, tokens: tokens)
    }

    /// How many of the texts are longer than what becomes of them reads.
    /// - Parameter isRead: whether passages are read for them too, and not only found.
    func cutCount(of texts: [String], from source: FinetuneSettings.PassageSource, isRead: Bool) -> Int {
        // BM25 has the whole text.
        let limits =
            (source == .lexical ? [] : [configuration.embedder.queryTokens])
            + (isRead ? [configuration.reader.questionTokens] : [])
        guard let limit = limits.min() else { return 0 }
        return texts.count { tokenizer.ids(of: $0).count > limit - 2 }
    }
}
