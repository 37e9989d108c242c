/// A question to be answered.
package struct QuestionWork: Sendable {
    /// Questions of one group can be read in one batch.
    package struct Group: Hashable, Sendable {
        /// How many passages are read; the run's own number when nil.
        let passages: Int?
        /// Where they come from; the best there is when nil.
        let method: SearchMethod?

        package init(passages: Int? = nil, method: SearchMethod? = nil) {
            self.passages = passages
            self.method = method
        }
    }

    package let question: String
    /// How many answers are wanted.
    let count: Int
    let group: Group
    package let ticket: Ticket<Answered>
    /// Is told what will be read, before it is.
    let found: (@Sendable (FoundPassages) -> Void)?

    package init(
        question: String, count: Int, group: Group, ticket: Ticket<Answered>,
        found: (@Sendable (FoundPassages) -> Void)? = nil
    ) {
        self.question = question
        self.count = count
        self.group = group
        self.ticket = ticket
        self.found = found
    }
}
