import HTTP
import Testing

@testable import Gateway

@Suite("How a request is followed")
struct RequestTraceTests {
    private let traceID = "0af7651916cd43dd8448eb211c80319c"

    private func read(_ field: String) -> String? {
        RequestTrace(RequestHead(.get, "/", headers: ["traceparent": field])).traceID
    }

    @Test func `takes the trace of a valid traceparent`() {
        #expect(read("00-\(traceID)-b7ad6b7169203331-01") == traceID)
        #expect(read("01-\(traceID)-b7ad6b7169203331-01-later") == traceID)
    }

    @Test(arguments: [
        "", "00", "ff-T-b7ad6b7169203331-01", "0g-T-b7ad6b7169203331-01", "00-T-b7ad6b716920333]-01",
        "00-T-B7AD6B7169203331-01", "00-T-0000000000000000-01", "00-T-b7ad6b7169203331", "00-T-b7ad6b7169203331-1",
        "00-T-b7ad6b7169203331-zz", "00-T-b7ad6b7169203331-01-more", "00-T0-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    ])
    func `takes no trace of another field`(_ field: String) {
        #expect(read(field.replacing("T", with: traceID)) == nil)
    }
}
