import DurableFiles
public import VectorSearch

extension LexicalIndex {
    /// Scores are added up for this many documents at a time, so that the sums stay in the cache.
    private static let window = 1 << 16

    /// Finds the documents with the greatest BM25 scores for the terms of any text.
    ///
    /// A document needs one of the terms only; one that the query repeats counts as often.
    /// - Parameters:
    ///   - query: a question, or any other text; there is no syntax.
    ///   - k: hits wanted; fewer are returned where fewer documents share a term with the query.
    ///   - excluding: documents that must not be found; asked only for those that would be among the best.
    /// - Returns: the hits, best first, equal scores by lower id.
    /// - Throws: `LexicalIndexError.damaged`.
    public func search(
        _ query: String, count k: Int, excluding: ((_ id: Int) -> Bool)? = nil
    ) throws(LexicalIndexError) -> [Hit] {
        var cursors: [Cursor] = []
        var places: [String: Int] = [:]
        for term in LexicalTerms.terms(of: query) {
            if let place = places[term] {
                cursors[place].repetitions += 1
            } else {
                places[term] = cursors.count
                cursors.append(Cursor(postings: try postings(of: term)))
            }
        }
        var best = BestHits(capacity: min(max(0, k), count))
        cursors.removeAll { $0.postings.isEmpty }
        guard !best.isFull, !cursors.isEmpty else { return [] }

        var sums = [Float](repeating: 0, count: min(Self.window, count))
        for first in stride(from: 0, to: count, by: Self.window) {
            let size = min(Self.window, count - first)
            if first > 0 { for place in sums.indices { sums[place] = 0 } }
            for place in cursors.indices {
                var window = sums.mutableSpan
                add(&cursors[place], first, to: &window)
            }
            var threshold: Float = best.isFull ? best.threshold : 0
            for place in 0..<size where sums[place] > threshold {
                let hit = Hit(id: first + place, score: sums[place])
                if let excluding, best.admits(hit), excluding(hit.id) { continue }
                best.offer(hit)
                if best.isFull { threshold = best.threshold }
            }
        }
        return best.ranked()
    }

    /// What is left to read of a term's postings.
    private struct Cursor {
        var postings: Range<Int>
        /// How often the query has the term.
        var repetitions: Float = 1
    }

    /// Adds a term's weights to the sums of the documents from `first` on, and moves behind what was added.
    private func add(_ cursor: inout Cursor, _ first: Int, to sums: inout MutableSpan<Float>) {
        let postings = cursor.postings
        let read = documents.withSpan { documents in
            weights.withSpan { weights in
                Self.add(
                    documents.extracting(postings), weights.extracting(postings), cursor.repetitions, first, to: &sums)
            }
        }
        cursor.postings = (postings.lowerBound + read)..<postings.upperBound
    }

    /// Returns how many postings were added before the first that lies outside the window.
    private static func add(
        _ documents: Span<UInt32>, _ weights: Span<Float>, _ repetitions: Float, _ first: Int,
        to sums: inout MutableSpan<Float>
    ) -> Int {
        for at in documents.indices {
            // A damaged file can hold any document; one outside the window ends it.
            let place = Int(documents[at]) - first
            guard sums.indices.contains(place) else { return at }
            sums[place] += repetitions * weights[at]
        }
        return documents.count
    }
}
