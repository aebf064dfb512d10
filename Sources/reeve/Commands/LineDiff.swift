import Terminal

/// What lines were taken out of a text and put into it.
struct LineDiff {
    private let before: [String]
    private let after: [String]

    init(before: [String], after: [String]) {
        self.before = before
        self.after = after
    }

    /// All lines of both texts, marked with `-`, `+` or a space; a text that is too long for a comparison is shown as a whole.
    var text: String {
        guard before.count <= 5000, after.count <= 5000 else {
            return (before.map { "-\($0.printable)" } + after.map { "+\($0.printable)" }).map { $0 + "\n" }.joined()
        }
        let difference = after.difference(from: before)
        let removed = Set(difference.removals.map(\.offset))
        let inserted = Set(difference.insertions.map(\.offset))
        var text = ""
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if old < before.count, removed.contains(old) {
                text += "-\(before[old].printable)\n"
                old += 1
            } else if new < after.count, inserted.contains(new) {
                text += "+\(after[new].printable)\n"
                new += 1
            } else {
                text += " \(after[new].printable)\n"
                old += 1
                new += 1
            }
        }
        return text
    }
}

extension CollectionDifference.Change {
    /// Where the change is.
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
