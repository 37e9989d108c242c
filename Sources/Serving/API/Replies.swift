import Answering
import Foundation

/// What `POST /v1/answers` replies for one question.
struct AnswerReply: Encodable, Sendable {
    /// How long each step took, in milliseconds; those of a batch are shared by its questions.
    struct Milliseconds: Encodable, Sendable {
        let wait, tokenise, embed, search, read: Double
    }

    let question: String
    let model: String
    let generation: Int
    let answers: [Response.Answer]
    let passages: [Passage]
    /// The first and the last block that each passage was read with, its own among them.
    let blocks: [[Int]]
    let milliseconds: Milliseconds
    /// How many questions were read together.
    let batch: Int

    init(_ answered: Answered) {
        question = answered.question
        model = answered.facts.model
        generation = answered.facts.generation
        answers = answered.answers
        passages = answered.passages
        blocks = answered.blocks.map { [$0.lowerBound, $0.upperBound - 1] }
        milliseconds = Milliseconds(
            wait: answered.waited.milliseconds, tokenise: answered.times.tokenise.milliseconds,
            embed: answered.times.embed.milliseconds, search: answered.times.search.milliseconds,
            read: answered.times.read.milliseconds)
        batch = answered.batch
    }
}

/// What `POST /v1/answers` replies.
struct AnswersReply: Encodable, Sendable {
    let results: [AnswerReply]
}

/// The passages of a question that is still being read; an event.
struct PassagesEvent: Encodable, Sendable {
    /// The question's place in the request.
    let index: Int
    let model: String
    let generation: Int
    let passages: [Passage]
}

/// An answered question of several; an event.
struct AnswerEvent: Encodable, Sendable {
    let index: Int
    let result: AnswerReply
}

/// What `POST /v1/searches` replies.
struct SearchReply: Encodable, Sendable {
    let query: String
    let method: String
    let model: String
    let generation: Int
    let hits: [Passage]
}

/// What `POST /v1/fill-masks` replies.
struct FillReply: Encodable, Sendable {
    struct Mask: Encodable, Sendable {
        let withRetrieval, withoutRetrieval: [MaskFiller.WordPieceProbability]
    }

    struct ReadPassage: Encodable, Sendable {
        let block: Int
        let title, text: String
        let score, probability: Double
        /// RU(z|x) in nats.
        let utility: Double

        init(_ passage: Passage, utility: Double) {
            block = passage.block
            title = passage.title
            text = passage.text
            score = passage.score
            probability = passage.probability
            self.utility = utility
        }
    }

    let text: String
    let generation: Int
    let masks: [Mask]
    let passages: [ReadPassage]
    let nullProbability: Double

    init(_ filling: MaskFiller.Filling, generation: Int) {
        text = filling.text
        self.generation = generation
        masks = zip(filling.withRetrieval, filling.withoutRetrieval).map {
            Mask(withRetrieval: $0, withoutRetrieval: $1)
        }
        passages = zip(filling.passages, filling.utilities).map { ReadPassage($0, utility: $1) }
        nullProbability = filling.nullProbability
    }
}

/// What `POST /v1/embeddings` replies, in the shape of OpenAI's API.
struct EmbeddingsReply: Encodable, Sendable {
    struct Embedding: Encodable, Sendable {
        let object = "embedding"
        let index: Int
        let embedding: Vector

        private enum CodingKeys: String, CodingKey {
            case object, index, embedding
        }
    }

    /// A vector as numbers, or as the base 64 of little-endian 32-bit floats, as OpenAI's own client asks for.
    enum Vector: Encodable, Sendable {
        case numbers([Float])
        case base64([Float])

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .numbers(let numbers): try value.encode(numbers)
            case .base64(let numbers):
                let bytes = numbers.flatMap { number in
                    let bits = number.bitPattern
                    return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
                }
                try value.encode(Data(bytes).base64EncodedString())
            }
        }
    }

    struct Usage: Encodable, Sendable {
        let promptTokens, totalTokens: Int

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case totalTokens = "total_tokens"
        }
    }

    let object = "list"
    let data: [Embedding]
    let model: String
    let usage: Usage

    private enum CodingKeys: String, CodingKey {
        case object, data, model, usage
    }
}

/// What `GET /v1/blocks/{id}` replies.
struct BlockReply: Encodable, Sendable {
    struct Neighbour: Encodable, Sendable {
        let block: Int
        let title: String
        let score: Double
    }

    let block: Int
    let title, text: String
    /// The id of the block's document.
    let document: String
    /// The first and the last block of the document.
    let documentBlocks: [Int]
    let generation: Int
    /// The nearest blocks by their vectors.
    let neighbours: [Neighbour]
}

/// What `GET /v1/status` replies.
struct StatusReply: Encodable, Sendable {
    struct Queue: Encodable, Sendable {
        let depth, capacity: Int
    }

    struct Limits: Encodable, Sendable {
        let questions, questionBytes, questionTokens, passages, bodyBytes: Int
        let seconds: Double
    }

    let model: String
    let generation: Int
    let blocks, documents: Int
    let corpus: String
    let methods: [String]
    let canAnswer, canFillMasks: Bool
    let embeddingWidth: Int
    let queue: Queue
    let limits: Limits
    let uptimeSeconds: Double
    /// Why what is newest on the disk is not served; absent when it is.
    let problem: String?
}

extension Duration {
    /// The duration in milliseconds, to a thousandth.
    var milliseconds: Double { ((self / .milliseconds(1)) * 1_000).rounded() / 1_000 }
}
