/// Which part of a list a reply holds (RFC 7644 section 3.4.2.4).
public struct PageRange: Sendable, Equatable {
    /// The position of the first resource, from 1.
    public let startIndex: Int
    /// How many resources the page holds at most; 0 if only their number is asked for.
    public let count: Int

    /// How many resources a page holds at most, unless the service is set otherwise.
    public static let maximumCount = 200

    /// Makes a range of what was asked for: a start before 1 is 1, a negative count is 0, too great a count is cut.
    ///
    /// - Parameters:
    ///   - startIndex: The position of the first resource.
    ///   - count: How many resources are wanted; as many as can be had if nothing was said.
    ///   - maximumCount: How many resources a page holds at most.
    public init(startIndex: Int64? = nil, count: Int64? = nil, maximumCount: Int = PageRange.maximumCount) {
        // Half of what fits, so that no sum of the two can overflow.
        self.startIndex = Int(min(max(startIndex ?? 1, 1), .max / 2))
        self.count = Int(min(max(count ?? Int64(maximumCount), 0), Int64(maximumCount)))
    }

    /// How many resources come before the page.
    public var offset: Int { startIndex - 1 }

    /// The positions of the page in a list that is at hand.
    ///
    /// - Parameter total: How many resources the list has.
    /// - Returns: The positions from 0, none if the page begins after the end.
    public func positions(of total: Int) -> Range<Int> {
        let start = min(offset, total)
        return start..<min(start + count, total)
    }
}
