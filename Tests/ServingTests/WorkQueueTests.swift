import Serving
import Synchronization
import Testing

@Suite struct WorkQueueTests {
    private func work(_ question: String, k: Int? = nil, within limit: Duration = .seconds(60)) -> QuestionWork {
        QuestionWork(question: question, count: 1, group: .init(passages: k), ticket: Ticket(within: limit))
    }

    private func queue(capacity: Int = 10, batch: Int = 3) -> WorkQueue {
        var limits = WorkQueue.Limits()
        limits.capacity = capacity
        limits.batch = batch
        limits.gathering = .milliseconds(1)
        return WorkQueue(limits)
    }

    private func questions(_ batch: WorkQueue.Batch?) -> [String]? {
        guard case .questions(let works) = batch else { return nil }
        return works.map(\.question)
    }

    @Test func questionsOfOneGroupShareABatchAndTheOthersKeepTheirPlace() throws {
        let queue = queue()
        try queue.add(["a", "b"].map { work($0) })
        try queue.add([work("c", k: 7)])
        try queue.add(OtherWork(isWanted: { true }, run: { _ in }))
        try queue.add(["d", "e"].map { work($0) })
        #expect(queue.depth == 6)
        #expect(questions(queue.next()) == ["a", "b", "d"])
        #expect(questions(queue.next()) == ["c"])
        let other = queue.next()
        #expect(other != nil && questions(other) == nil)
        #expect(questions(queue.next()) == ["e"])
        #expect(queue.depth == 0)
    }

    @Test func questionsThatWantManyPassagesAreReadInSmallerBatches() throws {
        let queue = queue()
        try queue.add(["a", "b", "c"].map { work($0, k: 50) } + [work("d", k: 1_000), work("e", k: 1_000)])
        #expect(questions(queue.next()) == ["a", "b"])
        #expect(questions(queue.next()) == ["c"])
        #expect(questions(queue.next()) == ["d"])
        #expect(questions(queue.next()) == ["e"])
    }

    @Test func aFullQueueTakesAllOfARequestOrNothing() throws {
        let queue = queue(capacity: 3)
        try queue.add([work("a"), work("b")])
        #expect(throws: QueueProblem.full(capacity: 3)) { try queue.add([work("c"), work("d")]) }
        #expect(queue.depth == 2)
        try queue.add([work("c")])
    }

    @Test func whatNobodyWaitsForMakesRoomAndIsNotDone() throws {
        let queue = queue(capacity: 2)
        let (left, stays) = (work("a"), work("b"))
        try queue.add([left, stays])
        left.ticket.redeem(.failure(CancellationError()))
        try queue.add([work("c")])
        #expect(questions(queue.next()) == ["b", "c"])
    }

    @Test func aClosedQueueHandsOutWhatWaitsAndThenEnds() throws {
        let queue = queue()
        try queue.add([work("a")])
        queue.close()
        #expect(throws: QueueProblem.closed) { try queue.add([work("b")]) }
        #expect(questions(queue.next()) == ["a"])
        #expect(queue.next() == nil)
        #expect(queue.next() == nil)
    }

    @Test func aTicketIsRedeemedOnce() async throws {
        let ticket = Ticket<Int>(within: .seconds(60))
        #expect(ticket.isWanted && ticket.isInTime())
        ticket.redeem(.success(1))
        ticket.redeem(.success(2))
        #expect(try await ticket.value() == 1)
        #expect(!ticket.isWanted)
        let late = Ticket<Int>(within: .zero)
        #expect(!late.isInTime())
        await #expect(throws: QueueProblem.late) { try await late.value() }
    }

    @Test func whoIsCancelledGivesThePlaceUp() async throws {
        let ticket = Ticket<Int>(within: .seconds(60))
        let waiting = Task { try await ticket.value() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!ticket.isWanted)
    }
}
