extension [UInt8] {
    /// Appends a part of a span in one copy.
    mutating func append(copying span: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        unsafe span.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Makes an array of a part of a span in one copy.
    init(copying span: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else {
            self = []
            return
        }
        self = unsafe span.extracting(range).withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}

extension String {
    /// Makes a string of a part of a span; bytes that are not UTF-8 become U+FFFD.
    init(decoding span: Span<UInt8>, _ range: Range<Int>) {
        self = unsafe span.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
