/// Anything else that needs the model.
package struct OtherWork: Sendable {
    let isWanted: @Sendable () -> Bool
    let run: @Sendable (ServedModel) -> Void

    package init(isWanted: @escaping @Sendable () -> Bool, run: @escaping @Sendable (ServedModel) -> Void) {
        self.isWanted = isWanted
        self.run = run
    }
}
