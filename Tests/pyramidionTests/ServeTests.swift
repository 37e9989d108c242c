import Foundation
import Testing

/// The program as a server of a project.
@Suite struct ServeTests {
    /// Questions have an index of their own then, of other vectors than those that masks are looked up in.
    @Test(.timeLimit(.minutes(5)))
    func masksAreFilledThoughFineTuningRebuiltTheIndex() throws {
        let project = try TrainedProject.shared.get()
        let folder = try TemporaryFolder()
        for part in ["corpus", "lexical", "pretrain"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(part), withDestinationPath: project.path(part))
        }
        let trained = try Program.run(
            project.fineTuning(on: project.path("questions.jsonl"), to: folder.path("finetune"))
                + ["--set", "finetune.refreshEvery=3"])
        #expect(trained.exitCode == 0, "\(trained.errors)")
        #expect(folder.entries.contains("finetune/index/CURRENT"))
        let reply = try Program.shell(
            #"""
            trap 'kill -9 $(jobs -p) 2>/dev/null' EXIT
            "$0" serve --run "$1" --port 0 2> "$1/log" & server=$!
            until port=$(sed -n 's|.*listening at http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$1/log"); [[ -n $port ]]
            do kill -0 $server || { cat "$1/log" >&2; exit 3; }; sleep 0.02; done
            exec 3<>/dev/tcp/127.0.0.1/$port
            body='{"text": "The bridge of [MASK] crosses the river."}'
            printf 'POST /v1/fill-masks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' >&3
            printf 'Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' ${#body} "$body" >&3
            timeout 60 cat <&3
            """#, folder.url.path)
        #expect(reply.exitCode == 0, "\(reply.errors)")
        #expect(reply.output.contains(" 200 OK") && reply.output.contains("withRetrieval"), "\(reply.output)")
    }
}
