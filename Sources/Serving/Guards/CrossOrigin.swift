import HTTPTypes
import Hummingbird

/// Lets pages of listed origins call the API (CORS); to all others the browser gives no answer.
struct CrossOrigin: RouterMiddleware {
    typealias Context = ServingContext

    let origins: Set<String>

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty, request.uri.path.hasPrefix("/v1/") else { return try await next(request, context) }
        guard let origin = request.headers[.origin], origins.contains(origin) else {
            var response = try await next(request, context)
            response.headers[.vary] = "Origin"
            return response
        }
        let allowed: HTTPFields = [.accessControlAllowOrigin: origin, .vary: "Origin"]
        guard request.method == .options else {
            do {
                var response = try await next(request, context)
                response.headers.append(contentsOf: allowed)
                return response
            } catch {
                // The page must be able to read why it failed.
                guard var problem = Problem(error) else { throw error }
                problem.headers.append(contentsOf: allowed)
                throw problem
            }
        }
        var headers = allowed
        headers[.accessControlAllowMethods] = "GET, POST"
        headers[.accessControlAllowHeaders] = "Authorization, Content-Type"
        headers[.accessControlMaxAge] = "600"
        return Response(status: .noContent, headers: headers)
    }
}
