import Foundation

/// The process that a refresher works for, so that it can end when that one has.
public struct TrainerProcess: Sendable {
    private let number: Int32?
    private let isParent: Bool

    /// - Parameter number: nil for one that is not known, which counts as alive.
    public init(_ number: Int32?) {
        self.number = number
        isParent = number == getppid()
    }

    /// A child is handed to another parent when its own ends; a process that is nobody's child is asked for by number,
    /// which a dead one keeps until its own parent has looked.
    public var isAlive: Bool {
        guard let number else { return true }
        return isParent ? getppid() == number : kill(number, 0) == 0 || errno == EPERM
    }
}
