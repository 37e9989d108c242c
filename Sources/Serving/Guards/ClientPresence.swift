import NIOCore
import Synchronization

/// Notices that the client of a connection has gone, so that nothing is computed for nobody.
///
/// A client that closes its side only is taken for gone, too: the two cannot be told apart until something is written.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private struct State {
        var isGone = false
        var next = 0
        var waiting: [Int: @Sendable () -> Void] = [:]
    }
    private let state = Mutex(State())

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        let waiting = state.withLock { state in
            state.isGone = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for action in waiting { action() }
    }

    /// Calls `action` once the client is gone, at once if it is; the result names the wish for `forget`.
    func onLeaving(_ action: @escaping @Sendable () -> Void) -> Int? {
        let number = state.withLock { state -> Int? in
            guard !state.isGone else { return nil }
            state.next += 1
            state.waiting[state.next] = action
            return state.next
        }
        if number == nil { action() }
        return number
    }

    func forget(_ number: Int) { state.withLock { $0.waiting[number] = nil } }
}
