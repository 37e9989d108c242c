import HTTPTypes
import Hummingbird

/// Tells browsers what pages of this server may do: use its own files, and nothing else.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = ServingContext

    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        func add(_ name: String, _ value: String) {
            guard let name = HTTPField.Name(name), response.headers[name] == nil else { return }
            response.headers[name] = value
        }
        add("Content-Security-Policy", Self.policy)
        add("X-Content-Type-Options", "nosniff")
        add("Referrer-Policy", "no-referrer")
        add("Cross-Origin-Resource-Policy", "same-origin")
        add("Cache-Control", "no-store")
        return response
    }
}
