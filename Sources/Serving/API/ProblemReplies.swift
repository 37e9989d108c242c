import HTTPTypes
import Hummingbird

/// Turns whatever a request ends with into a response: problem details for programs, a page for people.
struct ProblemReplies: RouterMiddleware {
    typealias Context = ServingContext

    let page: PageTemplates
    let routes: MethodTable

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let problem = problem(error, request, context)
            let accepts = request.headers[.accept] ?? ""
            guard accepts.contains("text/html"), !request.uri.path.hasPrefix("/v1/") else { return problem.response }
            var response = page.response("problem", ProblemView(problem), status: problem.status)
            response.headers.append(contentsOf: problem.headers)
            return response
        }
    }

    private func problem(_ error: any Error, _ request: Request, _ context: ServingContext) -> Problem {
        let problem = Problem.behind(error, path: request.uri.path, logger: context.logger)
        guard problem.status == .notFound, problem.field == nil else { return problem }
        guard let methods = routes.methods(of: request.uri.path), !methods.contains(request.method) else {
            return Problem(
                status: .notFound, detail: "there is nothing at this path; /openapi.yaml tells what there is")
        }
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        return Problem(
            status: .methodNotAllowed, detail: "this path does not take \(request.method.rawValue), but \(allowed)",
            headers: [.allow: allowed])
    }
}
