package import DurableFiles
package import Foundation

/// A piece of a study: a verb that is run as a child process, once what it needs is there.
package struct StudyTask: Equatable, Sendable {
    /// Unique in the study, for people and for the ledger.
    package let name: String
    /// The run it belongs to; nil when several runs share it.
    package let run: RunName?
    /// Names of the tasks that must be done before.
    package let needs: [String]
    package let arguments: [String]
    /// Files and folders that are there when it is done.
    package let results: [URL]
    /// Names everything that the results depend on.
    package let fingerprint: Fingerprint

    package init(
        name: String, run: RunName?, needs: [String], arguments: [String], results: [URL], fingerprint: Fingerprint
    ) {
        self.name = name
        self.run = run
        self.needs = needs
        self.arguments = arguments
        self.results = results
        self.fingerprint = fingerprint
    }

    /// An arm trained with a seed.
    package struct RunName: Hashable, Sendable {
        package let arm: String
        package let seed: UInt64

        package init(arm: String, seed: UInt64) {
            self.arm = arm
            self.seed = seed
        }
    }
}
