import Dispatch
import Foundation
import Serving
import Testing

/// A server on a real port, as clients see it.
@Suite struct LiveServerTests {
    @Test func aListeningServerAnswersAndEnds() async throws {
        let server = try TestServer(nil) { $0.port = 0 }
        let (addresses, source) = AsyncStream<String>.makeStream()
        let running = Task {
            try await server.server.run { source.yield($0) }
        }
        let address = try #require(await addresses.first { _ in true })
        let port = try #require(URL(string: address)?.port)
        let reply = try await Self.exchange(
            port,
            "POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 35\r\nConnection: close\r\n\r\n{\"question\": \"Who built the mill?\"}")
        #expect(reply.hasPrefix("HTTP/1.1 200 OK") && reply.contains("\"results\""))
        let foreign = try await Self.exchange(
            port, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        #expect(foreign.hasPrefix("HTTP/1.1 421 "))
        let garbage = try await Self.exchange(port, "\u{1}\u{2} nonsense\r\n\r\n")
        #expect(garbage.isEmpty || garbage.hasPrefix("HTTP/1.1 400"))
        running.cancel()
        _ = await running.result
    }

    /// Sends bytes, and reads until the server closes the connection.
    private static func exchange(_ port: Int, _ request: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                let program = Process()
                program.executableURL = URL(filePath: "/bin/bash")
                program.arguments = [
                    "-c", "exec 3<>/dev/tcp/127.0.0.1/$0 && printf '%s' \"$1\" >&3 && timeout 20 cat <&3", "\(port)",
                    request,
                ]
                let output = Pipe()
                program.standardOutput = output
                program.standardError = FileHandle.nullDevice
                do {
                    try program.run()
                    let data = try output.fileHandleForReading.readToEnd() ?? Data()
                    program.waitUntilExit()
                    continuation.resume(returning: String(decoding: data, as: UTF8.self))
                } catch { continuation.resume(throwing: error) }
            }
        }
    }
}
