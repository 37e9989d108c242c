import Foundation
import Testing

/// `embed` with files: what goes in, what comes out, and that nothing half-written does.
@Suite struct EmbedTests {
    private let project: TrainedProject
    private let folder: TemporaryFolder

    init() throws {
        project = try TrainedProject.shared.get()
        folder = try TemporaryFolder()
    }

    private func embed(_ arguments: [String], input: Data = Data()) throws -> Program.Outcome {
        try Program.run(["embed", "--model", project.path("pretrain")] + arguments, input: input)
    }

    private func objects(_ lines: String) throws -> [[String: Any]] {
        try lines.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func vectors(_ lines: String) throws -> [[Float]] {
        try objects(lines).map { try #require($0["vector"] as? [Double]).map { Float($0) } }
    }

    /// A matrix as NumPy's format 1.0 describes it.
    private func matrix(_ file: String) throws -> [[Float]] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        #expect(bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
        let start = 10 + Int(bytes[8]) + Int(bytes[9]) * 256
        let header = String(decoding: bytes[10..<start], as: UTF8.self)
        #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (") && header.hasSuffix("\n"))
        let shape = header.split(separator: "(")[1].prefix { $0 != ")" }.split(separator: ",")
            .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        let numbers = stride(from: start, to: bytes.count, by: 4).map { place -> Float in
            Float(bitPattern: bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
        #expect(start % 64 == 0 && numbers.count == shape[0] * shape[1])
        return (0..<shape[0]).map { Array(numbers[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }

    @Test func aMatrixForNumpyHasARowForEachText() throws {
        let out = folder.path("vectors.npy")
        let texts = (0..<70).map { "stone bridge number \($0)" }
        let lines = Data((texts.joined(separator: "\n") + "\n").utf8)
        let printed = try embed([], input: lines)
        #expect(printed.exitCode == 0, "\(printed.errors)")
        let written = try embed(["--out", out], input: lines)
        #expect(written.output == "\(out): 70 vectors of 32 elements\n")
        #expect(try matrix(out) == vectors(printed.output))
        let again = try embed(["--out", out, "--json", "salt"])
        #expect(again.json["out"] as? String == out)
        #expect(again.json["texts"] as? Int == 1 && again.json["width"] as? Int == 32)
        #expect(try matrix(out) == vectors(embed(["salt"]).output))
        #expect(try embed(["--out", out]).exitCode == 0)
        #expect(try matrix(out).isEmpty)
        #expect(folder.entries == ["vectors.npy"])
    }

    @Test func recordsKeepTheirIdsAndAreReadWithTheirTitles() throws {
        let records = """
            {"id": 7, "title": "Bridge of Kelso", "text": "It crosses the river."}

            {"text": "It crosses the river.", "id": "b", "other": [1]}

            """
        try folder.write(records, to: "passages.jsonl")
        let input = ["--as", "document", "--input", folder.path("passages.jsonl")]
        let outcome = try embed(input)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let objects = try objects(outcome.output)
        #expect(objects.count == 2 && objects[0]["id"] as? Int == 7 && objects[1]["id"] as? String == "b")
        #expect(Set(objects[0].keys) == ["id", "title", "text", "vector"])
        #expect(objects[0]["title"] as? String == "Bridge of Kelso" && objects[1]["title"] == nil)
        let vectors = try vectors(outcome.output)
        #expect(vectors[0] != vectors[1])
        #expect(try vectors[1] == self.vectors(embed(["--as", "document", "It crosses the river."]).output)[0])

        #expect(try embed(input + ["--json"]).output == outcome.output)
        #expect(try embed(["--as", "document", "--jsonl"], input: Data(records.utf8)).output == outcome.output)
        let out = folder.path("vectors.jsonl")
        #expect(try embed(input + ["--out", out]).exitCode == 0)
        #expect(try String(contentsOfFile: out, encoding: .utf8) == outcome.output)
        // Without --jsonl, and by another name, each line is a text as it stands.
        try folder.write(records, to: "lines.txt")
        let plain = try self.objects(embed(["--input", folder.path("lines.txt")]).output)
        #expect(plain.count == 3 && (plain[0]["text"] as? String)?.hasPrefix("{\"id\": 7") == true)
    }

    @Test(arguments: [
        (
            #"{"title": "no text"}"#,
            "line 2: there is no key text; expected {\"text\": \"…\"}, perhaps with title and id"
        ),
        ("not JSON", "line 2: it is not valid JSON"), (#"{"text": 5}"#, "line 2: key text is not text"),
        (#"{"text": "a", "id": [1]}"#, "line 2: key id is not text"),
        (#"{"text": "a", "title": "Kelso"}"#, "line 2: it has a title, which queries have not; use --as document"),
    ])
    func aWrongRecordIsNamedAndTheFormerFileStays(line: String, words: String) throws {
        try folder.write("{\"text\": \"a bridge\"}\n\(line)\n", to: "texts.jsonl")
        for name in ["old.npy", "old.jsonl"] {
            try folder.write("kept", to: name)
            let outcome = try embed(["--input", folder.path("texts.jsonl"), "--out", folder.path(name)])
            #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("texts.jsonl: \(words)"), "\(outcome.errors)")
            #expect(try String(contentsOfFile: folder.path(name), encoding: .utf8) == "kept")
        }
        #expect(folder.entries == ["old.jsonl", "old.npy", "texts.jsonl"])
    }

    @Test func optionsThatMakeNoSenseAreRefused() throws {
        try folder.write("{\"text\": \"a bridge\"}\n", to: "texts.jsonl")
        let input = folder.path("texts.jsonl")
        for (arguments, words) in [
            (["--out", folder.path("a.txt"), "salt"], "expected a name that ends in .npy or .jsonl"),
            (["--input", input, "salt"], "--input and --jsonl are for texts that are read"),
            (["--jsonl", "salt"], "--input and --jsonl are for texts that are read"),
            (["--input", input, "--out", input], "--out is the file that is read"),
        ] {
            let outcome = try embed(arguments)
            #expect(outcome.exitCode == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        }
        let nowhere = try embed(["--out", folder.path("none/a.npy"), "salt"])
        #expect(nowhere.exitCode == 1 && nowhere.errors.contains("none/a.npy: cannot be written: there is no folder"))
        #expect(try embed(["--input", folder.path("none.txt")]).exitCode == 1)
        #expect(folder.entries == ["texts.jsonl"])
    }
}
