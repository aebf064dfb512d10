@testable import Gateway
@testable import JSON

/// Forms of several parts: the boundary on the first line, then the body.
///
/// A body is refused or its parts are pieces of it; a form that is written of parts of the input is read as these parts.
let multipartTarget = FuzzTarget(name: "multipart") { input in
    let halves = input.parts(separatedBy: 0x0A, most: 2)
    let boundary = halves[0].text
    let body = halves.count == 2 ? halves[1] : []
    _ = read { () throws(FieldErrors) in try MultipartForm(body, contentType: boundary) }
    let type = "multipart/form-data; charset=utf-8; boundary=\"\(boundary)\""
    if let form = read({ () throws(FieldErrors) in try MultipartForm(body, contentType: type) }) {
        for name in ["file", "name", "", "a"] {
            guard let content = form[name] else { continue }
            try claim(content.count <= body.count && isPiece(content, of: body), "a part is no piece of its form")
            try claim(!isPiece(Array("\r\n--\(boundary)".utf8), of: content), "a part holds the boundary")
        }
    }
    try checkWritten(body.parts(separatedBy: 0xFF, most: 12))
}

/// Writes contents as parts with names of their own, and reads them.
private func checkWritten(_ contents: [[UInt8]]) throws(Finding) {
    let boundary = "----reeve-7d1f"
    let delimiter = Array("\r\n--\(boundary)".utf8)
    guard !contents.contains(where: { isPiece(delimiter, of: [0x0D, 0x0A] + $0) }) else { return }
    var body: [UInt8] = []
    for (number, content) in contents.enumerated() {
        body += Array("--\(boundary)\r\ncontent-type: text/plain\r\n".utf8)
        body += Array("Content-Disposition: form-data; filename=\"a;b\"; name=\"n\(number)\"\r\n\r\n".utf8)
        body += content + [0x0D, 0x0A]
    }
    body += Array("--\(boundary)--\r\n".utf8)
    let type = "multipart/form-data; boundary=\(boundary)"
    let form = read { () throws(FieldErrors) in try MultipartForm(body, contentType: type) }
    guard let form else { throw Finding(description: "a form that is written is refused") }
    for (number, content) in contents.enumerated() {
        try claim(form["n\(number)"] == content, "a part that is written is read as another")
    }
    try claim(form["n\(contents.count)"] == nil, "a form has a part that was not written")
}

private func isPiece(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    guard !part.isEmpty else { return true }
    guard part.count <= whole.count else { return false }
    return (0...whole.count - part.count).contains { whole[$0] == part[0] && whole[$0...].starts(with: part) }
}
