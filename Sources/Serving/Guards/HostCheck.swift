import HTTPTypes
package import Hummingbird

/// Refuses requests that call the server by a name that is not its own.
///
/// Against DNS rebinding: a page elsewhere whose name is made to point at this machine sends its own name.
package struct HostCheck: RouterMiddleware {
    package typealias Context = ServingContext

    /// The names that are accepted, in lower case; nil accepts all.
    let names: Set<String>?

    init(_ settings: ServerSettings) {
        // The name that the page is announced by is always among them.
        let own: Set = ["localhost", "127.0.0.1", "::1", settings.host.lowercased()]
        names = settings.isLoopback || !settings.hosts.isEmpty ? own.union(settings.hosts.map { $0.lowercased() }) : nil
    }

    package func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        // The first Host is the request's authority; one that is left among the headers is a second (RFC 9112, 3.2).
        if let host = HTTPField.Name("Host"), request.headers[host] != nil {
            throw Problem(status: .badRequest, detail: "the request has more than one Host header")
        }
        if let names {
            guard let authority = request.head.authority, names.contains(Self.host(of: authority)) else {
                throw Problem(
                    status: .misdirectedRequest,
                    detail: "this server is not called by that name; start it with --allow-host to accept it")
            }
        }
        return try await next(request, context)
    }

    /// The name without the port: `[::1]:8080` is `::1`.
    package static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        return String(text.prefix { $0 != ":" })
    }
}
