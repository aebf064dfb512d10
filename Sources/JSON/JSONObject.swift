/// The members of a JSON object, in the order they were written.
///
/// Names are unique and compared by code points. A lookup is a scan in a small object and a hash lookup in a large one.
public struct JSONObject: Sendable, ExpressibleByDictionaryLiteral {
    /// A named value of an object.
    public typealias Member = (name: String, value: JSON)

    /// The members in order.
    public private(set) var members: [Member]

    /// The positions by name, kept once there are too many members to scan.
    private var positions: [ExactName: Int]?

    /// More members than this are indexed.
    private static let scanLimit = 20

    /// Makes an object without members.
    public init() {
        members = []
    }

    /// Makes an object of members; of two with one name the last value counts, in the place of the first.
    ///
    /// - Parameter members: Names and values in order.
    public init(_ members: some Sequence<(String, JSON)>) {
        self.init()
        for (name, value) in members {
            self[name] = value
        }
    }

    /// Makes an object of members; of two with one name the last value counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init(elements)
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The names of the members in order.
    public var keys: [String] { members.map(\.name) }

    /// The value of a member; setting `nil` removes it, setting a new name appends it.
    ///
    /// - Parameter name: The name, compared by code points.
    public subscript(name: String) -> JSON? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                remove(at: position)
            case (nil, let value?):
                append(unknown: name, value)
            case (nil, nil):
                break
            }
        }
    }

    /// Changes the value of a member in place, without copying it.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - body: Changes the value.
    /// - Returns: What `body` returned, or `nil` if there is no such member.
    /// - Throws: What `body` throws; the change it made until then stays.
    public mutating func update<Result, Failure: Error>(
        _ name: String,
        _ body: (inout JSON) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let position = position(of: name) else { return nil }
        return try body(&members[position].value)
    }

    /// Appends a member unless one has its name.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - value: The member's value.
    /// - Returns: Whether it was appended.
    public mutating func append(_ name: String, _ value: JSON) -> Bool {
        guard position(of: name) == nil else { return false }
        append(unknown: name, value)
        return true
    }

    /// Removes the members for which a condition holds, in one pass.
    ///
    /// - Parameter condition: Whether a member goes.
    public mutating func removeAll(where condition: (Member) -> Bool) {
        members.removeAll(where: condition)
        reindex()
    }

    /// The first member whose name differs at most in the case of ASCII letters.
    ///
    /// - Parameter name: The name looked for.
    /// - Returns: The member with its name as written, or `nil`.
    public func member(ignoringCase name: String) -> Member? {
        if let exact = position(of: name) { return members[exact] }
        return members.first { $0.name.equals(name, ignoringCase: ()) }
    }

    /// The first name that repeats an earlier one but for the case of ASCII letters, `nil` if there is none.
    public var nameRepeatedIgnoringCase: String? {
        var seen: Set<ExactName> = []
        return members.first { !seen.insert(ExactName(text: $0.name.asciiLowercased)).inserted }?.name
    }

    private func position(of name: String) -> Int? {
        if let positions { return positions[ExactName(text: name)] }
        return members.firstIndex { $0.name.hasSameBytes(as: name) }
    }

    private mutating func remove(at position: Int) {
        let member = members.remove(at: position)
        guard members.count > Self.scanLimit, var positions = positions.take() else {
            positions = nil
            return
        }
        positions[ExactName(text: member.name)] = nil
        for index in positions.values.indices where positions.values[index] > position {
            positions.values[index] -= 1
        }
        self.positions = positions
    }

    private mutating func append(unknown name: String, _ value: JSON) {
        members.append((name, value))
        if positions != nil {
            positions?[ExactName(text: name)] = members.count - 1
        } else if members.count > Self.scanLimit {
            reindex()
        }
    }

    private mutating func reindex() {
        guard members.count > Self.scanLimit else {
            positions = nil
            return
        }
        var positions: [ExactName: Int] = [:]
        positions.reserveCapacity(members.count + 1)
        for (position, member) in members.enumerated() {
            positions[ExactName(text: member.name)] = position
        }
        self.positions = positions
    }
}

extension JSONObject: Hashable {
    /// Whether two objects have the same members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for (index, member) in left.members.enumerated() {
            // Nearly always the order is the same, which spares the lookup.
            let other = right.members[index]
            if member.name.hasSameBytes(as: other.name) {
                guard member.value == other.value else { return false }
            } else {
                guard let value = right[member.name], value == member.value else { return false }
            }
        }
        return true
    }

    /// Feeds the members to a hasher, whatever their order.
    ///
    /// - Parameter hasher: The hasher.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in members {
            var member = Hasher()
            name.hashBytes(into: &member)
            value.hash(into: &member)
            sum &+= member.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }
}

extension String {
    /// Whether another string differs at most in the case of ASCII letters.
    fileprivate func equals(_ other: String, ignoringCase: ()) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let (left, right) = (utf8.span, other.utf8.span)
        for index in left.indices where left[index].asciiLowercased != right[index].asciiLowercased { return false }
        return true
    }

    package var asciiLowercased: String {
        String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
