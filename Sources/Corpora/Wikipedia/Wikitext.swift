/// The plain text of a page in MediaWiki's markup.
///
/// Words of paragraphs, list items and links stay. Templates (but those that stand for words, such as units), tables,
/// references, comments, files, categories, formulas and headings go, and so do the sections at the end of an article
/// that hold no prose. Any bytes are read somehow, in time and memory proportional to their number: what is not closed
/// or nested well loses its marks only.
package struct Wikitext: Sendable {
    /// Paragraphs with a blank line between.
    package let text: String
    /// Whether a template says that the page only tells what a name can mean.
    package let isDisambiguation: Bool

    /// - Returns: nil when the bytes are not UTF-8.
    package init?(_ bytes: [UInt8], namespaces: WikitextNamespaces = WikitextNamespaces()) {
        var markup = WikitextMarkup(bytes, namespaces)
        markup.resolve()
        guard let text = String(validating: WikitextLines.text(of: markup.output), as: UTF8.self) else { return nil }
        self.text = text
        isDisambiguation = markup.isDisambiguation
    }
}
