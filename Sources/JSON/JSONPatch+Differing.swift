extension JSONPatch {
    /// The changes that make one document of another.
    ///
    /// Objects are compared member by member. In arrays the common beginning and end are left alone; what lies between
    /// is compared by position if its length is the same, and otherwise through a longest common subsequence, so that
    /// one element more or less is one operation. Applied to `old`, the patch gives a value equal to `new`.
    ///
    /// - Parameters:
    ///   - old: The document before.
    ///   - new: The document after.
    /// - Returns: The patch, empty if the documents are equal.
    public static func diff(from old: JSON, to new: JSON) -> JSONPatch {
        var difference = Difference()
        difference.compare(old, new, at: JSONPointer())
        return JSONPatch(difference.operations)
    }
}

private struct Difference {
    var operations: [JSONPatch.Operation] = []

    /// The table of a longest common subsequence has at most this many cells; beyond it arrays are compared by position.
    private static let cellLimit = 1 << 16

    mutating func compare(_ old: JSON, _ new: JSON, at path: JSONPointer) {
        switch (old, new) {
        case (.object(let old), .object(let new)): compare(old, new, at: path)
        case (.array(let old), .array(let new)): compare(old, new, at: path)
        case _ where old == new: break
        default: operations.append(.replace(path, new))
        }
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject, at path: JSONPointer) {
        for (name, _) in old.members where new[name] == nil {
            operations.append(.remove(path.appending(name)))
        }
        for (name, value) in new.members {
            if let before = old[name] {
                compare(before, value, at: path.appending(name))
            } else {
                operations.append(.add(path.appending(name), value))
            }
        }
    }

    private mutating func compare(_ old: [JSON], _ new: [JSON], at path: JSONPointer) {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let most = min(old.count, new.count) - start
        let end = zip(old.reversed(), new.reversed()).prefix(most).prefix { $0 == $1 }.count
        let before = old[start..<(old.count - end)]
        let after = new[start..<(new.count - end)]
        let cells = before.count.multipliedReportingOverflow(by: after.count)
        if before.isEmpty || after.isEmpty || before.count == after.count || cells.overflow
            || cells.partialValue > Self.cellLimit
        {
            comparePairs(before, after, from: start, at: path)
        } else {
            compareSequences(Array(before), Array(after), from: start, at: path)
        }
    }

    /// Compares elements of equal position, then removes what is over or adds what is missing.
    private mutating func comparePairs(
        _ old: ArraySlice<JSON>,
        _ new: ArraySlice<JSON>,
        from start: Int,
        at path: JSONPointer
    ) {
        let common = min(old.count, new.count)
        for (offset, pair) in zip(old, new).enumerated() {
            compare(pair.0, pair.1, at: path.appending(String(start + offset)))
        }
        for position in (start + common..<start + old.count).reversed() {
            operations.append(.remove(path.appending(String(position))))
        }
        for (offset, value) in new.dropFirst(common).enumerated() {
            operations.append(.add(path.appending(String(start + common + offset)), value))
        }
    }

    /// Removes and adds what is not part of the longest common subsequence.
    private mutating func compareSequences(_ old: [JSON], _ new: [JSON], from start: Int, at path: JSONPointer) {
        // Equal elements get equal numbers, so that each is compared in full only once.
        var numbers: [JSON: Int] = [:]
        func number(_ value: JSON) -> Int {
            if let known = numbers[value] { return known }
            numbers[value] = numbers.count
            return numbers.count - 1
        }
        let (left, right) = (old.map(number), new.map(number))
        let width = right.count + 1
        var lengths = [Int](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row * width + column] =
                    left[row] == right[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            // The elements before this position already are those of the new array.
            let place = path.appending(String(start + column))
            if row < left.count, column < right.count, left[row] == right[column] {
                (row, column) = (row + 1, column + 1)
            } else if column == right.count
                || row < left.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
            {
                operations.append(.remove(place))
                row += 1
            } else {
                operations.append(.add(place, new[column]))
                column += 1
            }
        }
    }
}
