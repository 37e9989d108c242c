import Bert
import Realm

/// The inputs of one pre-training step: masked sentences, their candidates, and each read with each.
struct PretrainingBatch: Encodable {
    static let mask: Int32 = 103

    struct Input: Encodable {
        var ids: [Int32]
        var types: [Int32]

        init(_ sequence: TokenSequence) {
            ids = sequence.ids
            types = sequence.types
        }

        var sequence: TokenSequence { TokenSequence(ids: ids, types: types) }
    }

    private(set) var queries: [Input] = []
    /// The null document first, then the candidates of each query.
    private(set) var documents: [Input] = []
    /// For each query the documents that are its candidates, the null document first.
    private(set) var candidates: [[Int]] = []
    /// Each query with each of its candidates, query by query.
    private(set) var joints: [Input] = []
    /// Where in its own joints a query's masks stand, `[queries][masks]`.
    private(set) var masked: [[Int]] = []
    /// The word pieces behind them.
    private(set) var targets: [[Int32]] = []

    /// - Parameter candidateCount: candidates of each query, the null document included.
    init(queryCount: Int, candidateCount: Int) {
        var text = MadeUpText()
        let layout = text.layout
        documents = [Input(layout.nullDocument)]
        for number in 0..<queryCount {
            let (length, masks) = MadeUpText.sentences[number % MadeUpText.sentences.count]
            var sentence = text.pieces(length)
            let places = length / 3..<length / 3 + masks
            targets.append(Array(sentence[places]))
            for place in places { sentence[place] = Self.mask }
            masked.append(places.map { 1 + $0 })
            queries.append(Input(layout.query(sentence, limit: 64)))
            joints.append(Input(layout.nullJoint(query: sentence, queryLimit: 96).sequence))
            var own = [0]
            for _ in 1..<max(1, candidateCount) {
                own.append(documents.count)
                let title = text.pieces(MadeUpText.titleLength)
                let body = text.body(documents.count)
                documents.append(Input(layout.document(title: title, body: body, limit: 288)))
                joints.append(
                    Input(
                        layout.joint(query: sentence, title: title, body: body, queryLimit: 96, limit: 384).sequence))
            }
            candidates.append(own)
        }
    }

    /// The tokens that the step reads, without padding.
    var tokenCount: Int { (queries + documents + joints).reduce(0) { $0 + $1.ids.count } }
}
