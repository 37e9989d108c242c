import HTTPTypes
import Hummingbird
import Logging

/// Counts and logs each request; never what was asked.
struct RequestObserver: RouterMiddleware {
    typealias Context = ServingContext

    let meters: ServerMeters

    func handle(
        _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let response = try await next(request, context)
        let duration = ContinuousClock.now - started
        // The route's pattern, for paths are the caller's and could be of any number.
        let route = context.endpointPath ?? "none"
        meters.request(route: route, status: response.status.code, duration: duration)
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
                "milliseconds": "\(duration.milliseconds)",
            ])
        return response
    }
}
