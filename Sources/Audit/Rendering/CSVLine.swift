/// Writes lines of CSV (RFC 4180, UTF-8).
///
/// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, their full-width
/// forms, a tab or a line break, is preceded by `'`, and so is one that begins with `'`: taking away one `'` from the
/// beginning of a cell gives back what was meant.
package enum CSVLine {
    /// Appends a line of cells.
    ///
    /// - Parameters:
    ///   - cells: The cells; `nil` is an empty one.
    ///   - bytes: What the line is appended to.
    package static func append(_ cells: [String?], to bytes: inout [UInt8]) {
        for (position, cell) in cells.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            if let cell { append(cell: Array(cell.utf8)[...], to: &bytes) }
        }
        bytes += "\r\n".utf8
    }

    /// Appends a cell, quoted if need be.
    ///
    /// - Parameters:
    ///   - cell: The text.
    ///   - bytes: What it is appended to.
    package static func append(cell: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        guard let first = cell.first, let last = cell.last else { return }
        // Some readers drop spaces around a cell that is not quoted.
        var isQuoted = first == 0x20 || last == 0x20
        var hasQuote = false
        for byte in cell {
            switch byte {
            case UInt8(ascii: "\""): (isQuoted, hasQuote) = (true, true)
            case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"): isQuoted = true
            default: break
            }
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if beginsFormula(cell, first) { bytes.append(UInt8(ascii: "'")) }
        if hasQuote {
            for byte in cell {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
        } else {
            bytes += cell
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// Whether a cell begins with `=`, `+`, `-`, `@`, a tab, a line break or `'`, or with a full-width form of the first four.
    private static func beginsFormula(_ cell: ArraySlice<UInt8>, _ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "'"), 0x09, 0x0A,
            0x0D:
            true
        case 0xEF:
            ["＝", "＋", "－", "＠"].contains { cell.starts(with: $0.utf8) }
        default:
            false
        }
    }
}
