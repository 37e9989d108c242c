import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The page's templates.
///
/// They escape every text that is put into them; none uses unescaped variables.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    /// - Throws: what the parser finds wrong with a template.
    init() throws {
        MustacheContentTypes.register(EscapedHTML(), named: "ESCAPED")
        var library = MustacheLibrary()
        let templates: [(name: String, text: [UInt8])] = [
            ("top", PackageResources.top_mustache), ("bottom", PackageResources.bottom_mustache),
            ("ask", PackageResources.ask_mustache), ("fill", PackageResources.fill_mustache),
            ("corpus", PackageResources.corpus_mustache), ("block", PackageResources.block_mustache),
            ("training", PackageResources.training_mustache), ("problem", PackageResources.problem_mustache),
            ("search", PackageResources.search_mustache),
        ]
        for (name, text) in templates {
            try library.register("{{% CONTENT_TYPE:ESCAPED}}\n" + String(decoding: text, as: UTF8.self), named: name)
        }
        self.library = library
    }

    func html(_ name: String, _ view: any PageView) -> String {
        library.render(view, withTemplate: name) ?? ""
    }

    func response(_ name: String, _ view: any PageView, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html(name, view))))
    }
}

/// Escapes text for HTML, scalar by scalar.
///
/// Mustache's own escaping goes by characters, and lets a quotation mark with a combining accent pass.
package struct EscapedHTML: MustacheContentType {
    package init() {}

    package func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

/// What a template shows; its properties are the template's variables.
protocol PageView: Sendable {
    var title: String { get }
    var tabs: [PageTab] { get }
}

/// A page that may be asked something, and shows why it could not answer.
protocol QueryView: PageView {
    var problem: String? { get set }
}

/// A tab of the page.
struct PageTab: Sendable {
    let name, address: String
    let isCurrent: Bool

    static func all(current: String) -> [PageTab] {
        [("Ask", "/"), ("Fill in the blank", "/fill"), ("Corpus", "/corpus"), ("Training", "/training")].map {
            PageTab(name: $0, address: $1, isCurrent: $1 == current)
        }
    }
}
