import Bert
import Foundation
import Testing

@Suite struct BertConfigurationTests {
    private func read(_ json: String) throws -> BertConfiguration {
        try JSONDecoder().decode(BertConfiguration.self, from: Data(json.utf8))
    }

    @Test func aPublishedConfigurationIsRead() throws {
        let configuration = try read(
            """
            {"architectures": ["BertModel"], "hidden_act": "gelu_new", "hidden_size": 384, "initializer_range": 0.02,
             "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert",
             "num_attention_heads": 12, "num_hidden_layers": 6, "type_vocab_size": 2, "vocab_size": 30522}
            """)
        #expect(
            configuration
                == BertConfiguration(
                    hiddenWidth: 384, layers: 6, feedForwardWidth: 1536, activation: .tanhApproximation))
        #expect(configuration.problem == nil)
    }

    @Test func whatOldFilesLeaveOutHasBertsValues() throws {
        let configuration = try read(
            """
            {"hidden_act": "gelu", "hidden_size": 128, "intermediate_size": 512, "max_position_embeddings": 512,
             "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 30522}
            """)
        #expect(configuration.sequenceTypes == 2 && configuration.layerNormEpsilon == 1e-12)
    }

    @Test func writtenWithHuggingFacesKeysAndReadBackItIsTheSame() throws {
        let configuration = BertConfiguration(hiddenWidth: 96, layers: 3, heads: 8, activation: .tanhApproximation)
        let data = try JSONEncoder().encode(configuration)
        #expect(try JSONDecoder().decode(BertConfiguration.self, from: data) == configuration)
        let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys.sorted()
        #expect(
            keys == [
                "hidden_act", "hidden_size", "intermediate_size", "layer_norm_eps", "max_position_embeddings",
                "num_attention_heads", "num_hidden_layers", "type_vocab_size", "vocab_size",
            ])
    }

    @Test func anotherActivationOrAMissingSizeIsRefused() {
        let sizes =
            #""hidden_size": 8, "intermediate_size": 8, "max_position_embeddings": 8, "num_attention_heads": 2"#
        #expect(throws: DecodingError.self) {
            try read(#"{"hidden_act": "relu", "num_hidden_layers": 1, "vocab_size": 9, \#(sizes)}"#)
        }
        #expect(throws: DecodingError.self) { try read(#"{"hidden_act": "gelu", "vocab_size": 9, \#(sizes)}"#) }
    }

    @Test func impossibleSizesAreNamedByTheirKeys() {
        func problem(_ change: (inout BertConfiguration) -> Void) -> String? {
            var configuration = BertConfiguration()
            change(&configuration)
            return configuration.problem
        }
        #expect(problem { $0.vocabularySize = 0 } == "vocab_size is 0; expected a number from 1 to 16777216")
        #expect(problem { $0.heads = 0 } == "num_attention_heads is 0; expected a number from 1 to 16777216")
        #expect(problem { $0.heads = 7 } == "hidden_size 768 is not a multiple of num_attention_heads 7")
        #expect(problem { $0.layers = -1 } == "num_hidden_layers is -1; expected a number from 0 to 1000")
        #expect(
            problem { $0.layerNormEpsilon = 0 } == "layer_norm_eps is 0.0; expected a small number above 0, as 1e-12")
        #expect(problem { $0.layers = 0 } == nil)
    }
}
