public import Answering
public import ArgumentParser
public import Checkpoints
public import Corpora
public import Evaluation
public import Foundation
public import Learning

// Types of the libraries that stand on the command line as they are.

/// Files and folders; an empty name is refused.
extension URL: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(filePath: argument)
    }

    public var defaultValueDescription: String { path }

    public static var defaultCompletionKind: CompletionKind { .file() }
}

extension DocumentFormat: ExpressibleByArgument {}

extension QuestionFormat: ExpressibleByArgument {}

extension FinetuneSettings.PassageSource: ExpressibleByArgument {}

extension ReleasedLayout: ExpressibleByArgument {}

extension TextEmbedder.Role: ExpressibleByArgument {}

extension RefreshShard: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
