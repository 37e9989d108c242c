/// Finds the word that was probably meant by one that does not exist.
package enum NearestKey {
    /// The candidate that is fewest slips of the finger away; nil when none is near.
    ///
    /// The first of equals wins.
    package static func of(_ word: String, among candidates: [String]) -> String? {
        let written = Array(word.lowercased().prefix(80))
        let distances = candidates.map { slips(written, Array($0.lowercased())) }
        guard let least = distances.min(), least <= max(1, written.count / 3),
            let place = distances.firstIndex(of: least)
        else { return nil }
        return candidates[place]
    }

    /// Letters added, left out, replaced or swapped with their neighbour (optimal string alignment distance).
    private static func slips(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
