@testable import Access
@testable import Daemon
@testable import HTTP
@testable import Provisioning

/// Dates, times and durations: RFC 3339, xsd:dateTime, ISO 8601 durations, and the dates of HTTP.
///
/// What is read is what a reader that counts days one by one reads; what is written is read as the same; the three readers of
/// dates agree where they all read; durations come to what whole numbers of microseconds come to.
let timeTarget = FuzzTarget(name: "time") { input in
    let text = input.text
    let instant = Instant(text)
    if let instant {
        try claim(instant.microseconds == naiveMicroseconds(text.bytes), "a date is read as another instant")
        let written = instant.description
        try claim(Instant(written) == instant, "an instant that is written, `\(written)`, is read as another")
        try claim(Instant(written)?.description == written, "an instant that is written twice is written differently")
        let time = DateTime(parsing: written)?.microseconds
        try claim(time ?? instant.microseconds == instant.microseconds, "two readers of dates differ")
    }
    if let time = DateTime(parsing: text), let instant {
        try claim(time.microseconds == instant.microseconds, "two readers of dates differ")
    }
    if let duration = ISODuration(text) { try checkDuration(duration, text) }
    if input.count >= 8 {
        let number = input.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        try checkInstant(Instant(microseconds: number % 1_000_000_000_000_000_000))
        try checkHTTPDate(number)
        try checkShown(ISODuration(.microseconds(Int64(number.magnitude % 3_155_760_000_000_000))))
    }
}

/// The years that are written with four digits.
private let told = Instant(microseconds: -62_167_219_200_000_000)..<Instant(microseconds: 253_402_300_800_000_000)

private func checkInstant(_ instant: Instant) throws(Finding) {
    guard told.contains(instant) else { return }
    try claim(Instant(instant.description) == instant, "an instant that is written is read as another")
    try claim(naiveMicroseconds(instant.description.bytes) == instant.microseconds, "an instant is written as another")
}

/// Holds the date of HTTP to the one of RFC 3339.
private func checkHTTPDate(_ number: Int64) throws(Finding) {
    let second = Int64(number.magnitude % 253_402_300_800)
    let (date, instant) = (DateCache.format(second), Instant(seconds: second).description)
    let parts = date.split(separator: " ")
    try claim(parts.count == 6 && date.utf8.count == 29, "a date of HTTP has another form")
    try claim(parts[1] == instant.dropFirst(8).prefix(2), "a date of HTTP is another day")
    try claim(parts[3] == instant.prefix(4), "a date of HTTP is another year")
    try claim(parts[4] == instant.dropFirst(11).prefix(8), "a date of HTTP is another time")
    let weekdays = ["Thu,", "Fri,", "Sat,", "Sun,", "Mon,", "Tue,", "Wed,"]
    try claim(parts[0] == weekdays[Int(second / 86_400 % 7)], "a date of HTTP is another day of the week")
}

private func checkDuration(_ duration: ISODuration, _ text: String) throws(Finding) {
    let micros = microseconds(duration)
    try claim((0...3_155_760_000_000_000).contains(micros), "a duration is out of bounds")
    guard let naive = naiveDuration(text.bytes) else {
        throw Finding(description: "a duration is accepted that is none")
    }
    try claim(abs(naive - micros) <= 1, "a duration is read as another")
    try checkShown(duration)
}

private func checkShown(_ duration: ISODuration) throws(Finding) {
    let written = duration.description
    guard let again = ISODuration(written) else { throw Finding(description: "a duration is refused once written") }
    try claim(again == duration, "a duration that is written, `\(written)`, is read as another")
    try claim(again.description == written, "a duration that is written twice is written differently")
}

private func microseconds(_ duration: ISODuration) -> Int64 {
    let (seconds, attoseconds) = duration.duration.components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
}

/// What a duration comes to in whole numbers, cut after the microsecond.
private func naiveDuration(_ text: [UInt8]) -> Int64? {
    guard text.first == UInt8(ascii: "P") else { return nil }
    var (total, number, fraction, digits): (Int64, Int64, Int64, Int?) = (0, 0, 0, nil)
    var (isTime, hasNumber, parts) = (false, false, 0)
    for byte in text.dropFirst() {
        switch byte {
        case 0x30...0x39:
            hasNumber = true
            if let count = digits {
                if count < 6 { fraction = fraction * 10 + Int64(byte - 0x30) }
                digits = count + 1
            } else {
                number = min(number * 10 + Int64(byte - 0x30), 1 << 40)
            }
        case UInt8(ascii: "."):
            guard digits == nil, hasNumber else { return nil }
            digits = 0
        case UInt8(ascii: "T"):
            guard !isTime, !hasNumber else { return nil }
            isTime = true
        default:
            let units: [UInt8: Int64] =
                isTime
                ? [UInt8(ascii: "H"): 3600, UInt8(ascii: "M"): 60, UInt8(ascii: "S"): 1]
                : [UInt8(ascii: "W"): 604_800, UInt8(ascii: "D"): 86_400]
            guard let unit = units[byte], hasNumber, digits == nil || (byte == UInt8(ascii: "S") && digits != 0) else {
                return nil
            }
            total += number * unit * 1_000_000
            if let count = digits {
                for _ in min(count, 6)..<6 { fraction *= 10 }
                total += fraction
            }
            (number, digits, hasNumber, parts) = (0, nil, false, parts + 1)
        }
    }
    return parts > 0 && !hasNumber ? total : nil
}

/// What a date of RFC 3339 that was accepted stands for, its days counted year by year.
private func naiveMicroseconds(_ text: [UInt8]) -> Int64? {
    func number(_ range: Range<Int>) -> Int64 {
        text[range].reduce(0) { $0 * 10 + Int64($1) - 0x30 }
    }
    guard text.count >= 20 else { return nil }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    var days = day - 1 - 719_528
    for earlier in 0..<year { days += isLeap(earlier) ? 366 : 365 }
    let lengths: [Int64] = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for earlier in lengths.prefix(Int(month) - 1) { days += earlier }
    var seconds = days * 86_400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
    var (position, fraction): (Int, Int64) = (19, 0)
    if text[position] == UInt8(ascii: ".") {
        let digits = text[20...].prefix { (0x30...0x39).contains($0) }
        for place in 0..<6 { fraction = fraction * 10 + (place < digits.count ? Int64(digits[20 + place]) - 0x30 : 0) }
        position += 1 + digits.count
    }
    if text[position] | 0x20 != UInt8(ascii: "z") {
        let offset = number(position + 1..<position + 3) * 60 + number(position + 4..<position + 6)
        seconds -= (text[position] == UInt8(ascii: "-") ? -offset : offset) * 60
    }
    return seconds * 1_000_000 + fraction
}
