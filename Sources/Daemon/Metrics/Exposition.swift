/// Writes metrics in the text format 0.0.4 of Prometheus.
struct Exposition {
    private(set) var text = ""

    mutating func append(_ name: String, help: String, _ source: Metrics.Source) {
        switch source {
        case .counter(let family):
            begin(name, help, "counter")
            append(name, family)
        case .gauge(let family):
            begin(name, help, "gauge")
            append(name, family)
        case .histogram(let family, let bounds):
            begin(name, help, "histogram")
            append(name, family, bounds)
        case .sampled(let kind, let sample):
            guard let value = sample() else { return }
            begin(name, help, kind)
            line(name, [], value)
        }
    }

    private mutating func begin(_ name: String, _ help: String, _ kind: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind)\n"
    }

    private mutating func append(_ name: String, _ family: Family<Series>) {
        for (values, series) in family.all {
            line(name, Array(zip(family.labels, values)), series.value)
        }
    }

    private mutating func append(_ name: String, _ family: Family<Buckets>, _ bounds: [Double]) {
        for (values, buckets) in family.all {
            let labels = Array(zip(family.labels, values))
            let counts = buckets.counts
            var total: UInt64 = 0
            for (bound, count) in zip(bounds + [.infinity], counts.counts) {
                total &+= count
                line("\(name)_bucket", labels + [("le", Self.number(bound))], Double(total))
            }
            line("\(name)_sum", labels, counts.sum)
            line("\(name)_count", labels, Double(total))
        }
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let list = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
            text += "{\(list.joined(separator: ","))}"
        }
        text += " \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
