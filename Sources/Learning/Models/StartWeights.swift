public import Bert
package import DurableFiles
public import Foundation
import ModelFiles
import Tensors
package import Wordpieces

/// A published BERT checkpoint to start from: a folder with `config.json` and weights, as safetensors or as PyTorch saves
/// them, in one file or in shards.
///
/// `BertModel`, `BertForMaskedLM` and `BertForPreTraining` layouts are read, names with and without the prefix `bert.`,
/// and the encoder of a bundle, whose prefix is `realm.`.
public struct StartWeights {
    public package(set) var configuration: BertConfiguration
    /// The tower, named without prefix.
    public let tower: Weights
    /// The masked-token head, named without `cls.predictions.`; nil when the checkpoint has none.
    public let head: Weights?
    /// Names the contents of the files that were read.
    package let fingerprint: Fingerprint

    /// - Throws: `WeightsError`, `SafeTensorsError`, `TorchFileError` or `FileProblem` that names the file and what was expected.
    public init(folder: URL) throws {
        configuration = try ModelConfigurationFile.bert(folder)
        let all = try StoredWeights(in: folder)
        let file = all.url
        fingerprint = try StoredWeights.fingerprint(of: folder)
        var tensors: [String: Tensor] = [:]
        for name in all.names where !Self.isIgnored(name) { tensors[name] = try all.tensor(named: name) }
        let (bias, alias) = ("cls.predictions.bias", "cls.predictions.decoder.bias")
        if tensors[bias] == nil, all.contains(alias) { tensors[bias] = try all.tensor(named: alias) }
        let weights = Weights(tensors, origin: file.path)
        let prefix = ["bert.", "realm."].first { prefix in weights.names.contains { $0.hasPrefix(prefix) } } ?? ""
        tower = prefix.isEmpty ? weights : weights.under(prefix)
        let head = weights.under("cls.predictions.")
        self.head = head.contains("bias") ? head : nil
        let unknown = weights.names.filter { name in
            let bare = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
            return !["embeddings.", "encoder.layer.", "cls.predictions."].contains { bare.hasPrefix($0) }
        }
        if let first = unknown.first {
            throw WeightsError(
                origin: file.path, reason: "tensor \(first) is not part of a BERT model; expected BertModel's names")
        }
        if tower.contains("encoder.layer.\(configuration.layers).output.dense.weight") {
            throw WeightsError(
                origin: file.path,
                reason: "there are more layers than config.json's num_hidden_layers, \(configuration.layers)")
        }
    }

    /// Checks that the vocabulary is as large as the weights' table.
    package func check(_ vocabulary: Vocabulary, _ folder: String) throws(WeightsError) {
        guard configuration.vocabularySize == vocabulary.count else {
            throw WeightsError(
                origin: folder,
                reason: "the weights know \(configuration.vocabularySize) word pieces and the vocabulary has "
                    + "\(vocabulary.count); use the vocabulary the weights were trained with")
        }
    }

    /// What BERT checkpoints hold beside the tower and the head that REALM uses.
    private static func isIgnored(_ name: String) -> Bool {
        name.hasSuffix("embeddings.position_ids") || name.contains("pooler.")
            || name.hasPrefix("cls.seq_relationship.") || name.hasPrefix("cls.predictions.decoder.")
    }
}
