/// A number that only grows.
public struct Counter: Sendable {
    let family: Family<Series>

    /// Adds to the counter.
    ///
    /// - Parameters:
    ///   - values: The labels' values, in the order of the labels.
    ///   - amount: What to add; nothing is done if it is negative or not finite.
    public func increment(_ values: [String] = [], by amount: Double = 1) {
        guard amount >= 0, amount.isFinite else { return }
        family[values].add(amount)
    }

    /// The number now.
    ///
    /// - Parameter values: The labels' values.
    /// - Returns: What has been added up.
    public func value(_ values: [String] = []) -> Double { family[values].value }

    /// The counter of some values, for who counts the same often.
    public struct Member: Sendable {
        let series: Series

        /// Adds one.
        public func increment() { series.add(1) }
    }

    /// Looks up the counter of some values.
    ///
    /// - Parameter values: The labels' values, in the order of the labels.
    /// - Returns: The counter.
    public func member(_ values: [String]) -> Member { Member(series: family[values]) }
}

/// A number that goes up and down.
public struct Gauge: Sendable {
    let family: Family<Series>

    /// Sets the number.
    ///
    /// - Parameters:
    ///   - value: The number.
    ///   - values: The labels' values, in the order of the labels.
    public func set(_ value: Double, _ values: [String] = []) {
        family[values].set(value)
    }

    /// Adds to the number.
    ///
    /// - Parameters:
    ///   - amount: What to add; negative to take away.
    ///   - values: The labels' values, in the order of the labels.
    public func add(_ amount: Double, _ values: [String] = []) {
        family[values].add(amount)
    }

    /// The number now.
    ///
    /// - Parameter values: The labels' values.
    /// - Returns: What was set or added up last.
    public func value(_ values: [String] = []) -> Double { family[values].value }
}

/// How often numbers of which size were observed.
public struct Histogram: Sendable {
    let family: Family<Buckets>

    /// Bounds for what takes seconds, from half a millisecond to ten seconds.
    public static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Counts a number.
    ///
    /// - Parameters:
    ///   - value: The number; nothing is counted if it is not finite.
    ///   - values: The labels' values, in the order of the labels.
    public func observe(_ value: Double, _ values: [String] = []) {
        guard value.isFinite else { return }
        family[values].observe(value)
    }

    /// Counts a time, in seconds.
    ///
    /// - Parameters:
    ///   - duration: The time.
    ///   - values: The labels' values, in the order of the labels.
    public func observe(_ duration: Duration, _ values: [String] = []) {
        observe(duration / .seconds(1), values)
    }

    /// The histogram of some values, for who observes the same often.
    public struct Member: Sendable {
        let buckets: Buckets

        /// Counts a time, in seconds.
        ///
        /// - Parameter duration: The time.
        public func observe(_ duration: Duration) { buckets.observe(duration / .seconds(1)) }
    }

    /// Looks up the histogram of some values.
    ///
    /// - Parameter values: The labels' values, in the order of the labels.
    /// - Returns: The histogram.
    public func member(_ values: [String]) -> Member { Member(buckets: family[values]) }
}
