package import Hummingbird
import NIOCore

/// What belongs to one request.
package struct ServingContext: RequestContext, Sendable {
    package var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who watches the connection; nil where there is none, in tests without a network.
    func presence() async -> ClientPresence? {
        guard channel.isActive else { return nil }
        return try? await channel.pipeline.handler(type: ClientPresence.self).get()
    }

    /// Runs `operation`, cancelled as soon as the client is gone.
    func whileClientIsThere<Value: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let presence = await presence() else { return try await operation() }
        let task = Task { try await operation() }
        let watch = presence.onLeaving { task.cancel() }
        defer { if let watch { presence.forget(watch) } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
