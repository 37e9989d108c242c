import DurableFiles
import Foundation
import Testing

@Suite struct FileProblemTests {
    /// A folder that is removed when the closure returns.
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "problem \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func aFolderThatIsReadAsAFileIsToldAsSuch() throws {
        try inScratchFolder { folder in
            func reason(_ file: URL) -> String? {
                do { _ = try Data(contentsOf: file) } catch { return FileProblem(reading: file, error).reason }
                return nil
            }
            #expect(reason(folder) == "cannot be read: it is a folder, not a file")
            #expect(reason(folder.appending(path: "missing")) == "cannot be read: no such file or folder")
        }
    }

    // MARK: JSON

    private struct Sizes: Decodable {
        struct Inner: Decodable {
            enum Kind: String, Decodable { case plain }
            var kind: Kind
            var shares: [Double]
        }

        var width: Int
        var name: String
        var inner: Inner
    }

    @Test(arguments: [
        ("", "it is not valid JSON"), ("{", "it is not valid JSON"), ("[1]", "it is not an object"),
        ("{}", "there is no key width"), (#"{"width": "5"}"#, "key width is not a whole number"),
        (#"{"width": null}"#, "key width is not a whole number"), (#"{"width": 5, "name": 5}"#, "key name is not text"),
        (#"{"width": 5, "name": "a", "inner": 5}"#, "key inner is not an object"),
        (#"{"width": 5, "name": "a", "inner": {}}"#, "there is no key inner.kind"),
        (
            #"{"width": 5, "name": "a", "inner": {"kind": "odd"}}"#,
            "key inner.kind has a value that is not known here"
        ),
        (#"{"width": 5, "name": "a", "inner": {"kind": "plain", "shares": 5}}"#, "key inner.shares is not a list"),
    ])
    func whatIsWrongWithJSONIsToldByItsKeys(text: String, words: String) throws {
        let found = #expect(throws: DecodingError.self) { try JSONDecoder().decode(Sizes.self, from: Data(text.utf8)) }
        let error = try #require(found)
        #expect(JSONFault(error).description == words)
        let file = URL(filePath: "/sizes.json")
        let problem = FileProblem(decoding: file, error, as: "a list of sizes", advice: "write it again")
        #expect(problem.description == "/sizes.json: is not a list of sizes: \(words); write it again")
    }

    // MARK: What is to be written

    @Test func aFileThatCannotBeWrittenIsToldBeforehand() throws {
        try inScratchFolder { folder in
            let file = folder.appending(path: "a.jsonl")
            try DurableFile.checkCanWrite(file)
            try DurableFile.write(Data("a".utf8), to: file)
            try DurableFile.checkCanWrite(file)
            func refusal(_ file: URL) -> String? {
                let problem = #expect(throws: FileProblem.self) { try DurableFile.checkCanWrite(file) }
                return problem?.reason
            }
            #expect(refusal(folder) == "is a folder; name a file in it")
            let none = folder.appending(path: "none")
            #expect(
                refusal(none.appending(path: "b.jsonl"))
                    == "cannot be written: there is no folder \(none.path); make it, or name another file")
            #expect(refusal(file.appending(path: "b.jsonl"))?.contains("there is no folder") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.jsonl"])
        }
    }
}
