/// A JSON object a line: `text`, and perhaps `title` and `id`.
struct JSONLines: LineFormat {
    func document(from line: [UInt8], number: Int) throws(LineFault) -> Document? {
        if line.allSatisfy({ $0 <= 0x20 }) { return nil }
        let fields: [String: JSONObject.Value]
        do throws(JSONObject.Fault) {
            fields = try JSONObject(line, keeping: ["id", "title", "text"]).members
        } catch {
            throw LineFault("not JSON at byte \(error.column): \(error.reason)")
        }
        guard let text = try string("text", fields["text"]) else {
            throw LineFault("the field \"text\" is missing; a string was expected")
        }
        return Document(id: try id(fields["id"]), title: try string("title", fields["title"]) ?? "", text: text)
    }

    private func string(_ field: String, _ value: JSONObject.Value?) throws(LineFault) -> String? {
        switch value {
        case .string(let text): text
        case nil, .null: nil
        case .some(let other): throw LineFault("the field \"\(field)\" is \(other.kind) where a string was expected")
        }
    }

    private func id(_ value: JSONObject.Value?) throws(LineFault) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text), .number(let text): text
        case .boolean(let truth): String(truth)
        case .array?, .object?:
            throw LineFault("the field \"id\" is \(value?.kind ?? "missing") where a string or number was expected")
        }
    }
}
