import Tensors

/// p(y_j|z,x) at each mask of a text, for the null document first and then each document that is read with it.
struct MaskPredictions {
    private let masks: Int
    private let width: Int
    /// `[documents][masks][vocabulary]`.
    private let probabilities: [Float]
    /// Their logarithms, which tell apart what underflows as a probability.
    private let logarithms: [Float]

    /// - Parameters:
    ///   - logits: `[documents · masks, vocabulary]`, all masks of a document before the next document's.
    ///   - masks: how many masks the text has.
    init(_ logits: Tensor, masks: Int) throws(TensorError) {
        self.masks = masks
        width = logits.shape[1]
        probabilities = try logits.softmax(axis: 1).floats()
        logarithms = try logits.logSoftmax(axis: 1).floats()
    }

    private var documents: Int { probabilities.count / (masks * width) }

    private func place(_ document: Int, _ mask: Int) -> Int { (document * masks + mask) * width }

    /// p(· |∅,x) at each mask, `[masks][vocabulary]`.
    var withoutRetrieval: [[Float]] {
        (0..<masks).map { Array(probabilities[place(0, $0)..<place(0, $0) + width]) }
    }

    /// Σ_z p(z|x) p(· |z,x) at each mask, `[masks][vocabulary]`.
    /// - Parameter priors: p(z|x) of each document, the null document first.
    func mixed(_ priors: [Double]) -> [[Float]] {
        (0..<masks).map { mask in
            var sum = [Float](repeating: 0, count: width)
            for (document, prior) in priors.enumerated() {
                let place = place(document, mask)
                for piece in sum.indices { sum[piece] += Float(prior) * probabilities[place + piece] }
            }
            return sum
        }
    }

    /// log p(y|z,x) = Σ_j log p(y_j|z,x) of each document, the null document first.
    /// - Parameter pieces: y, a word piece for each mask.
    func logLikelihoods(of pieces: [Int]) -> [Double] {
        (0..<documents).map { document in
            pieces.enumerated().reduce(0) { $0 + Double(logarithms[place(document, $1.offset) + $1.element]) }
        }
    }
}
