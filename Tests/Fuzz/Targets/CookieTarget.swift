@testable import HTTP

/// Cookies: the value of a `Cookie` field, and one to be set, of the first two lines.
///
/// What is read may stand in a cookie; cookies that are written are read as the same; a cookie to be set that is valid adds
/// no attribute and no line of its own.
let cookieTarget = FuzzTarget(name: "cookie") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 3).map(\.text)
    let head = RequestHead(.get, "/", headers: ["cookie": lines[0]])
    let cookies = head.cookies
    try claim(cookies.count <= 100, "a request has more cookies than allowed")
    for (name, value) in cookies {
        try claim(!name.isEmpty && name.utf8.allSatisfy(ASCII.isToken), "the name of a cookie is no token")
        try claim(value.utf8.allSatisfy(SetCookie.isValueByte), "the value of a cookie holds what it must not")
        let first = cookies.first { $0.name == name }?.value
        try claim(head.cookie(name) == first, "of several cookies of a name not the first counts")
    }
    let written = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    let again = RequestHead(.get, "/", headers: ["cookie": written]).cookies
    try claim(again.map(\.name) == cookies.map(\.name), "cookies that are written have other names")
    try claim(again.map(\.value) == cookies.map(\.value), "cookies that are written have other values")
    guard lines.count == 3 else { return }
    let cookie = SetCookie(lines[1], lines[2], path: "/" + lines[0], maxAge: .seconds(Int64(input.count)))
    guard let field = cookie.fieldValue else { return }
    let parts = field.split(separator: ";", omittingEmptySubsequences: false)
    try claim(parts.count == 6 && parts[0] == "\(lines[1])=\(lines[2])", "a cookie brings attributes of its own")
    try claim(field.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a cookie brings a line of its own")
    let sent = RequestHead(.get, "/", headers: ["cookie": String(parts[0])])
    try claim(sent.cookie(lines[1]) == lines[2], "a cookie that is set comes back as another")
    var response = Headers()
    response.append("set-cookie", field)
    try claim(response.isValid && response["set-cookie"] == field, "a valid cookie makes a response invalid")
}
