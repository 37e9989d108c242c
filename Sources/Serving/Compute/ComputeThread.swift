import Answering
import Dispatch
import Foundation
import Synchronization
import Tensors

/// The one thread that computes with the model.
///
/// libtorch's choice of library for matrix products holds for the process and one batch keeps all cores busy, so a second
/// thread would only make both slower; a model, too, belongs to one thread at a time.
final class ComputeThread: Sendable {
    /// A model on its way to the thread.
    ///
    /// Unchecked because whoever opened the model hands it over and keeps no reference.
    private struct Parcel: @unchecked Sendable { let model: ServedModel }

    /// What the thread did, for whoever counts.
    enum Observation: Sendable {
        case answered([Answered])
        case took(ModelFacts)
    }

    let queue: WorkQueue
    private let limit: Duration
    private let current: Mutex<ModelFacts>
    private let successor = Mutex<Parcel?>(nil)
    private let observe: @Sendable (Observation) -> Void
    private let ended = DispatchSemaphore(value: 0)

    /// Starts the thread with a first model.
    /// - Parameters:
    ///   - limit: how long work may wait.
    ///   - observe: is called on the thread.
    init(
        _ model: sending ServedModel, limits: WorkQueue.Limits, limit: Duration,
        observe: @escaping @Sendable (Observation) -> Void
    ) {
        queue = WorkQueue(limits)
        self.limit = limit
        self.observe = observe
        current = Mutex(model.facts)
        let parcel = Parcel(model: model)
        let threads = Engine.threads
        observe(.took(model.facts))
        let thread = Thread { [self] in
            // How many threads an operation uses belongs to the thread that calls it; the number is a valid one.
            try? Engine.setThreads(threads)
            run(parcel.model)
            ended.signal()
        }
        thread.name = "compute"
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// The model that answers now.
    var facts: ModelFacts { current.withLock { $0 } }

    /// Answers with another model from the next batch on.
    func take(over model: sending ServedModel) {
        let parcel = Parcel(model: model)
        successor.withLock { $0 = parcel }
        // Wakes the thread, so that an idle server follows too; a full queue wakes it anyway.
        try? queue.add(OtherWork(isWanted: { true }, run: { _ in }))
    }

    /// Ends the thread once all that waits is done, and waits for its end.
    ///
    /// A process that ends while libtorch computes is aborted, for its library is taken down under the thread.
    func close() {
        queue.close()
        ended.wait()
        // Whoever else closes it does not wait forever.
        ended.signal()
    }

    // MARK: Asking

    /// Answers questions, each in the next batch that has room for it.
    /// - Parameter found: is told what will be read for a question, by its number, before it is read.
    /// - Throws: `QueueProblem` when the questions are not taken on, and what computing throws.
    func answer(
        _ questions: [String], count: Int, group: QuestionWork.Group,
        found: (@Sendable (Int, FoundPassages) -> Void)? = nil
    ) throws(QueueProblem) -> [Ticket<Answered>] {
        let works = questions.enumerated().map { number, question in
            var tell: (@Sendable (FoundPassages) -> Void)?
            if let found { tell = { found(number, $0) } }
            return QuestionWork(
                question: question, count: count, group: group, ticket: Ticket(within: limit), found: tell)
        }
        try queue.add(works)
        return works.map(\.ticket)
    }

    /// Runs anything else with the model.
    /// - Throws: `QueueProblem` when it is not taken on, and what `body` throws.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (ServedModel) throws -> Value) async throws -> Value {
        let ticket = Ticket<Value>(within: limit)
        let work = OtherWork(isWanted: { ticket.isWanted }) { model in
            guard ticket.isInTime() else { return }
            ticket.redeem(Result { try body(model) })
        }
        try queue.add(work)
        return try await ticket.value()
    }

    // MARK: Computing

    private func run(_ first: ServedModel) {
        var model = first
        while let batch = queue.next() {
            // Between two batches, so that each is computed with one model and one generation.
            if let parcel = newcomer() {
                model = parcel.model
                let facts = model.facts
                current.withLock { $0 = facts }
                observe(.took(facts))
            }
            switch batch {
            case .questions(let works): answer(works, model)
            case .other(let work): work.run(model)
            }
        }
    }

    private func newcomer() -> Parcel? {
        successor.withLock { place in
            defer { place = nil }
            return place
        }
    }

    private func answer(_ works: [QuestionWork], _ model: ServedModel) {
        let started = ContinuousClock.now
        let works = works.filter { work in
            guard work.ticket.isInTime() else { return false }
            do { try model.answerer.check(work.question) } catch {
                work.ticket.redeem(.failure(error))
                return false
            }
            return true
        }
        guard let group = works.first?.group else { return }
        do {
            let found = try model.answerer.find(
                works.map(\.question), passages: group.passages, from: group.method?.source)
            for (work, passages) in zip(works, found.passages) {
                work.found?(FoundPassages(passages: passages, facts: model.facts))
            }
            let reading = ContinuousClock.now
            let answers = try model.answerer.read(found, count: works.map(\.count).max() ?? 0)
            var times = found.times
            times.read = ContinuousClock.now - reading
            let answered = works.indices.map { place in
                Answered(
                    question: works[place].question, answers: Array(answers[place].prefix(works[place].count)),
                    passages: found.passages[place], blocks: found.blocks[place], facts: model.facts, times: times,
                    waited: started - works[place].ticket.submitted, batch: works.count)
            }
            observe(.answered(answered))
            for (work, answered) in zip(works, answered) { work.ticket.redeem(.success(answered)) }
        } catch {
            for work in works { work.ticket.redeem(.failure(error)) }
        }
    }
}
