import ArgumentParser
import Foundation
import Learning

/// Files and folders on the command line; an empty name is refused.
extension URL: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(filePath: argument)
    }

    public var defaultValueDescription: String { path }

    public static var defaultCompletionKind: CompletionKind { .file() }
}

extension FinetuneSettings.PassageSource: ExpressibleByArgument {}
