import Bert
import Learning
import Realm
import Tensors

/// One step of REALM's pre-training, made of the library's own parts: p(z|x), p(y|z,x), their marginal likelihood,
/// gradients and optimiser.
struct PretrainingStep {
    let embedder: Embedder
    let encoder: KnowledgeAugmentedEncoder
    private let optimisers: [AdamW]
    private let queries: PackedSequences
    private let documents: PackedSequences
    private let joints: PackedSequences
    private let candidates: [[Int]]
    private let positions: [Int]
    private let targets: [Int32]
    /// Where each (query, candidate, mask) finds its likelihood; behind the last one where there is none.
    private let places: [Int64]
    private let maskCounts: [Int]

    init(_ size: ModelSize, _ batch: PretrainingBatch) throws {
        embedder = try Embedder(EmbedderConfiguration(bert: size.bert), .random())
        encoder = try KnowledgeAugmentedEncoder(size.bert, .random())
        // With bias correction, for PyTorch's AdamW has no other form.
        let settings = AdamW.Settings(correctsBias: true)
        optimisers = [try AdamW(embedder.parameters, settings), try AdamW(encoder.parameters, settings)]

        queries = PackedSequences(batch.queries.map(\.sequence))
        documents = PackedSequences(batch.documents.map(\.sequence))
        joints = PackedSequences(batch.joints.map(\.sequence))
        candidates = batch.candidates
        maskCounts = batch.masked.map(\.count)
        let masks = maskCounts.max() ?? 0
        let total = zip(candidates, maskCounts).reduce(0) { $0 + $1.0.count * $1.1 }
        var positions: [Int] = []
        var targets: [Int32] = []
        var places: [Int64] = []
        var joint = 0
        for (query, own) in candidates.enumerated() {
            for _ in own {
                let start = Int(joints.starts[joint])
                for mask in 0..<masks {
                    let isThere = mask < maskCounts[query]
                    places.append(Int64(isThere ? positions.count : total))
                    guard isThere else { continue }
                    positions.append(start + batch.masked[query][mask])
                    targets.append(batch.targets[query][mask])
                }
                joint += 1
            }
        }
        self.positions = positions
        self.targets = targets
        self.places = places
    }

    /// Makes the step.
    /// - Parameter number: how many steps were made before.
    /// - Returns: the loss before it.
    func make(_ number: Int) throws -> Double {
        let scores = try RelevanceScores(
            queries: embedder(queries, as: .query), documents: embedder(documents, as: .document),
            candidates: candidates)
        let found = try encoder.logLikelihoods(joints, at: positions, targets: targets)
        let likelihoods = try Tensor.concatenated([found, Tensor.zeros([1])], axis: 0)
            .rows(Tensor(integers: places, shape: [places.count]))
            .reshaped([candidates.count, -1, maskCounts.max() ?? 0])
        let loss = try MarginalLikelihood(
            logPriors: scores.logProbabilities(), logLikelihoods: likelihoods, maskCounts: maskCounts,
            marginalization: .sentence
        ).loss
        let value = Double(try loss.scalar())
        try loss.backward()
        for optimiser in optimisers { try optimiser.step(rate: 1e-4, after: number) }
        return value
    }
}
