import Bert
import DurableFiles
import Foundation
import Learning
import Realm

/// `config.json` of a released checkpoint: `RealmConfig` of transformers 4.40.2, with its defaults for keys left out.
struct RealmConfiguration: Codable, Equatable {
    var bert: BertConfiguration
    var projectionWidth = 128
    var candidates = 8
    var spanHiddenWidth = 256
    var longestSpan = 10
    var readerLayerNormEpsilon: Float = 1e-3
    /// How many blocks are read.
    var readBlocks = 5
    /// The most word pieces of question and block together.
    var jointTokens = 320
    var blockRecords = 13_353_718
    /// How many blocks are found while training.
    var searchedBlocks = 5_000

    init(bert: BertConfiguration) { self.bert = bert }

    init(from decoder: any Decoder) throws {
        bert = try BertConfiguration(from: decoder)
        let file = try decoder.container(keyedBy: CodingKeys.self)
        func take<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
            value = try file.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try take(.projectionWidth, &projectionWidth)
        try take(.candidates, &candidates)
        try take(.spanHiddenWidth, &spanHiddenWidth)
        try take(.longestSpan, &longestSpan)
        try take(.readerLayerNormEpsilon, &readerLayerNormEpsilon)
        try take(.readBlocks, &readBlocks)
        try take(.jointTokens, &jointTokens)
        try take(.blockRecords, &blockRecords)
        try take(.searchedBlocks, &searchedBlocks)
    }

    private enum CodingKeys: String, CodingKey {
        case projectionWidth = "retriever_proj_size"
        case candidates = "num_candidates"
        case spanHiddenWidth = "span_hidden_size"
        case longestSpan = "max_span_width"
        case readerLayerNormEpsilon = "reader_layer_norm_eps"
        case readBlocks = "reader_beam_size"
        case jointTokens = "reader_seq_len"
        case blockRecords = "num_block_records"
        case searchedBlocks = "searcher_beam_size"
    }

    func encode(to encoder: any Encoder) throws {
        try bert.encode(to: encoder)
        var file = encoder.container(keyedBy: CodingKeys.self)
        try file.encode(projectionWidth, forKey: .projectionWidth)
        try file.encode(candidates, forKey: .candidates)
        try file.encode(spanHiddenWidth, forKey: .spanHiddenWidth)
        try file.encode(longestSpan, forKey: .longestSpan)
        try file.encode(readerLayerNormEpsilon, forKey: .readerLayerNormEpsilon)
        try file.encode(readBlocks, forKey: .readBlocks)
        try file.encode(jointTokens, forKey: .jointTokens)
        try file.encode(blockRecords, forKey: .blockRecords)
        try file.encode(searchedBlocks, forKey: .searchedBlocks)
    }

    // MARK: Our shapes

    /// The released embedder: [CLS], the tanh pooler, the projection, a layer norm with BERT's epsilon.
    var embedder: EmbedderConfiguration {
        EmbedderConfiguration(
            bert: bert, pooling: .cls, width: projectionWidth, hasPooler: true, hasLayerNorm: true,
            layerNormEpsilon: bert.layerNormEpsilon, normalization: .none, scale: 1)
    }

    var reader: SpanReaderConfiguration {
        SpanReaderConfiguration(
            bert: bert, spanHiddenWidth: spanHiddenWidth, longestSpan: longestSpan,
            spanLayerNormEpsilon: readerLayerNormEpsilon)
    }

    /// The settings with which the released code runs this checkpoint, and fine-tunes it
    /// (`Examples/finetune-as-released.yaml` has the latter).
    /// - Parameter lowercases: whether its tokenizer does so.
    func settings(lowercases: Bool) -> RunConfiguration {
        var settings = RunConfiguration()
        let longest = bert.longestSequence
        let jointTokens = min(self.jointTokens, longest)
        // The released code cuts no question, but a question that leaves no room for a block finds no answer.
        let questionTokens = min(256, max(8, jointTokens / 2))
        settings.corpus.lowercases = lowercases
        settings.embedder.width = projectionWidth
        settings.embedder.pooler = true
        settings.embedder.layerNorm = true
        settings.embedder.queryTokens = questionTokens
        settings.embedder.documentTokens = min(288, longest)
        settings.encoder.readsTitle = false
        settings.encoder.jointTokens = min(384, longest)
        settings.encoder.queryTokens = min(96, longest / 2)
        settings.reader.jointTokens = jointTokens
        settings.reader.questionTokens = questionTokens
        settings.reader.spanWidth = longestSpan
        settings.reader.hiddenWidth = spanHiddenWidth
        settings.reader.readsTitle = false
        settings.reader.passages = readBlocks
        settings.reader.relevanceScale = 1
        settings.reader.contextTokens = 0
        settings.reader.wholeWords = false
        settings.reader.mergesAnswers = false
        settings.reader.skipsPunctuation = false
        settings.pretrain.candidates = candidates
        settings.finetune.passages = readBlocks
        settings.finetune.passagesFrom = .dense
        settings.finetune.retrieverCandidates = searchedBlocks
        settings.finetune.batch = 1
        settings.finetune.answerMatch = .substring
        settings.finetune.evaluateBy = .spanExactMatch
        settings.finetune.retrieverLearningRate = 1e-5
        settings.finetune.readerLearningRate = 1e-5
        settings.embedder.dropout = 0.1
        settings.embedder.attentionDropout = 0.1
        settings.embedder.projectionDropout = 0.1
        settings.reader.dropout = 0.1
        settings.reader.attentionDropout = 0.1
        settings.optimizer.schedule = .released
        settings.optimizer.clipScope = .all
        return settings
    }
}
