import Foundation
import HTTPTypes
import Hummingbird

/// Lets in who presents the token: as `Authorization: Bearer`, or as the password of Basic, which browsers ask for.
///
/// Probes of the server's health need none.
struct TokenCheck: RouterMiddleware {
    typealias Context = ServingContext

    let token: AccessToken?

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        guard let token, !["/healthz", "/readyz"].contains(request.uri.path) else {
            return try await next(request, context)
        }
        guard let presented = Self.presented(request), token.matches(presented) else {
            let isPage = !request.uri.path.hasPrefix("/v1/")
            throw Problem(
                status: .unauthorized, detail: "this server needs a token; send it as Authorization: Bearer",
                headers: [.wwwAuthenticate: isPage ? "Basic realm=\"Pyramidion\", charset=\"UTF-8\"" : "Bearer"])
        }
        return try await next(request, context)
    }

    private static func presented(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return String(parts[1])
        case "basic":
            guard let data = Data(base64Encoded: String(parts[1])) else { return nil }
            let pair = String(decoding: data, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 ? String(pair[1]) : nil
        default: return nil
        }
    }
}
