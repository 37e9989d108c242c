import Answering
import HTTPTypes
import Hummingbird
import Learning
import Logging

extension Problem {
    /// The problem behind any error that a request can end with; nil for one that is the server's own fault.
    init?(_ error: any Error, field: String? = nil) {
        switch error {
        case let problem as Problem: self = problem
        case let problem as QuestionProblem: self = .field(field ?? "question", problem.description)
        case let problem as TrainingProblem: self = .cannot(problem.description)
        case QueueProblem.full: self = Problem(status: .tooManyRequests, detail: "\(error)", retryAfter: 1)
        case QueueProblem.closed: self = Problem(status: .serviceUnavailable, detail: "\(error)", retryAfter: 5)
        case QueueProblem.late: self = Problem(status: .gatewayTimeout, detail: "\(error)", retryAfter: 5)
        case is CancellationError:
            self = Problem(status: .init(code: 499, reasonPhrase: "Client Closed Request"), detail: "nobody waits")
        case let error as HTTPError:
            self = Problem(
                status: error.status, detail: error.body ?? error.status.reasonPhrase, headers: error.headers)
        case let error as any HTTPResponseError:
            self = Problem(status: error.status, detail: error.status.reasonPhrase)
        default: return nil
        }
    }
    /// The problem behind an error; one that is the server's own fault is logged, and told without its reason.
    static func behind(_ error: any Error, field: String? = nil, path: String, logger: Logger) -> Problem {
        if let problem = Problem(error, field: field) { return problem }
        logger.error("failed", metadata: ["path": "\(path)", "problem": "\(error)"])
        return Problem(status: .internalServerError, detail: "the server failed; its log says why")
    }
}
