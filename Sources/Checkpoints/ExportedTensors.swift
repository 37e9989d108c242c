import Bert
import Realm
import Tensors

/// The tensors of a model under the names of a released layout.
///
/// Hugging Face's classes also have parts that REALM never uses: poolers and heads for masked tokens. They are written with
/// zeros (gains with ones), so that nothing is missing where those classes load the file.
enum ExportedTensors {
    /// `RealmEmbedder`, which has one projection.
    /// - Parameter role: whose projection it gets; nil where it must serve both.
    /// - Throws: `CheckpointProblem.inexpressible` when the layout cannot say what this embedder does.
    static func of(_ embedder: Embedder, as role: Embedder.Role?, prefix: String = "") throws -> [(
        name: String, tensor: Tensor
    )] {
        let shape = embedder.configuration
        let obstacles: [(Bool, String)] = [
            (
                shape.pooling != .cls,
                "it takes the mean of all hidden states (embedder.pooling) instead of that of [CLS]"
            ),
            (!shape.hasPooler, "it has no tanh layer before the projection (embedder.pooler)"),
            (
                role == nil && shape.hasQueryProjection,
                "its questions have a projection of their own (embedder.queryProjection)"
            ),
            (shape.width == 0, "it has no projection (embedder.width)"),
            (!shape.hasLayerNorm, "it has no layer norm behind the projection (embedder.layerNorm)"),
            (shape.normalization != .none, "it scales vectors to unit length (embedder.normalization)"),
            (
                shape.hasLayerNorm && shape.layerNormEpsilon != shape.bert.layerNormEpsilon,
                "its last layer norm has another epsilon than its tower"
            ),
        ]
        let reasons = obstacles.filter { $0.0 }.map { $0.1 }
        guard reasons.isEmpty else {
            throw CheckpointProblem.inexpressible(
                part: "embedder",
                reason: reasons.joined(separator: "; ") + "; the released layout is for embedders trained with "
                    + "embedder.pooling=cls, embedder.pooler=true and embedder.layerNorm=true")
        }
        // The scale of relevance scores goes into the last layer: each vector is multiplied by its root.
        let root = shape.scale.squareRoot()
        let (own, other) = ("query_cls.dense.", "cls.dense.")
        let projected = embedder.parameters.compactMap { name, tensor -> (name: String, tensor: Tensor)? in
            guard shape.hasQueryProjection else { return (name, tensor) }
            if name.hasPrefix(own) { return role == .query ? (other + name.dropFirst(own.count), tensor) : nil }
            return role == .query && name.hasPrefix(other) ? nil : (name, tensor)
        }
        let tensors = try projected.map { name, tensor in
            (prefix + name, try name.hasPrefix("cls.LayerNorm.") && root != 1 ? tensor.detached() * root : tensor)
        }
        return try tensors + maskedTokenHead(shape.bert, prefix)
    }

    /// `RealmKnowledgeAugEncoder`.
    static func of(_ encoder: KnowledgeAugmentedEncoder) throws -> [(name: String, tensor: Tensor)] {
        try encoder.parameters + pooler(encoder.configuration, "")
    }

    /// `RealmReader`.
    static func of(_ reader: SpanReader, prefix: String = "") throws -> [(name: String, tensor: Tensor)] {
        let bert = reader.configuration.bert
        return try reader.parameters.map { (prefix + $0.name, $0.tensor) } + pooler(bert, prefix)
            + maskedTokenHead(bert, prefix)
    }

    private static func pooler(_ bert: BertConfiguration, _ prefix: String) throws -> [(name: String, tensor: Tensor)] {
        let width = bert.hiddenWidth
        return try [
            ("\(prefix)realm.pooler.dense.weight", .zeros([width, width])),
            ("\(prefix)realm.pooler.dense.bias", .zeros([width])),
        ]
    }

    private static func maskedTokenHead(
        _ bert: BertConfiguration, _ prefix: String
    ) throws -> [(name: String, tensor: Tensor)] {
        let width = bert.hiddenWidth
        let head = "\(prefix)cls.predictions"
        return try [
            ("\(head).transform.dense.weight", .zeros([width, width])),
            ("\(head).transform.dense.bias", .zeros([width])),
            ("\(head).transform.LayerNorm.weight", .ones([width])),
            ("\(head).transform.LayerNorm.bias", .zeros([width])),
            ("\(head).decoder.weight", .zeros([bert.vocabularySize, width])),
            ("\(head).bias", .zeros([bert.vocabularySize])),
        ]
    }
}
