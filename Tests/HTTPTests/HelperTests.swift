import RandomData
import Testing

@testable import HTTP

@Suite("Headers")
struct HeadersTests {
    @Test func `compare names without case and keep their order`() {
        var headers: Headers = ["A": "1", "b": " 2 ", "a": "3"]
        #expect(headers["a"] == "1")
        #expect(headers.values(of: "A") == ["1", "3"])
        #expect(headers["B"] == "2")
        headers["a"] = "4"
        #expect(headers.all.map { "\($0.name)=\($0.value)" } == ["b=2", "a=4"])
        headers["b"] = nil
        #expect(headers == ["a": "4"])
        #expect(headers != ["a": "5"])
        #expect(headers.isValid)
    }

    @Test(arguments: [("", "x"), ("a b", "x"), ("a", "b\nc"), ("a", "b\rc"), ("a", "b\0"), ("ä", "x"), ("a:", "x")])
    func `remember what may not be sent`(_ name: String, _ value: String) {
        var headers = Headers()
        headers.append(name, value)
        #expect(!headers.isValid)
        #expect(headers.isEmpty)
    }
}

@Suite("Targets, queries and forms")
struct TargetTests {
    @Test(arguments: [
        ("a%20b", "a b"), ("%C3%A4", "ä"), ("a+b", "a+b"), ("", ""), ("%25", "%"), ("%2f", "/"), ("%2F", "/"),
    ])
    func `are decoded`(_ text: String, _ expected: String) throws {
        #expect(try PercentCoding.decode(text) == expected)
    }

    @Test(arguments: [
        ("%", TargetError.badEscape), ("%2", .badEscape), ("%zz", .badEscape), ("%%20", .badEscape), ("%ff", .badUTF8),
        ("%c0%80", .badUTF8), ("%ed%a0%80", .badUTF8), ("a%00b", .nul),
    ])
    func `are refused when broken`(_ text: String, _ error: TargetError) {
        #expect(throws: error) { try PercentCoding.decode(text) }
    }

    @Test func `survive encoding and decoding`() throws {
        let text = "ä/?&=+ %\u{1F600}~-._"
        #expect(try PercentCoding.decode(PercentCoding.encode(text)) == text)
        #expect(PercentCoding.encode("a b/ä") == "a%20b%2F%C3%A4")
    }

    @Test func `give the segments of a path`() throws {
        #expect(try RequestHead(.get, "/").pathSegments() == [])
        #expect(try RequestHead(.get, "/a/b%2Fc/").pathSegments() == ["a", "b/c", ""])
        #expect(throws: TargetError.dotSegment) { try RequestHead(.get, "/a/%2e%2E/b").pathSegments() }
        #expect(throws: TargetError.dotSegment) { try RequestHead(.get, "/./b").pathSegments() }
    }

    @Test func `give parameters in their order`() throws {
        let parameters = try RequestHead(.get, "/x?a=1&b=%26+c&a=2&&d&=e").queryParameters()
        #expect(parameters.all.map { "\($0.name):\($0.value)" } == ["a:1", "b:& c", "a:2", "d:", ":e"])
        #expect(parameters["a"] == "1")
        #expect(parameters.values(of: "a") == ["1", "2"])
        #expect(parameters["z"] == nil)
        #expect(throws: TargetError.tooMany(limit: 2)) { try QueryParameters("a&b&c", limit: 2) }
        #expect(throws: TargetError.badEscape) { try QueryParameters("a=%") }
    }

    @Test func `survive damaged input`() {
        let bytes = [UInt8]("%+&=aä2fC\u{0}".utf8)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...12, using: &generator)
            let input = (0..<count).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &generator)] }
            let text = String(decoding: input, as: UTF8.self)
            guard let parameters = try? QueryParameters(text) else { continue }
            #expect(parameters.all.allSatisfy { !$0.value.utf8.contains(0) && !$0.name.utf8.contains(0) })
        }
    }
}

@Suite("Cookies")
struct CookieTests {
    @Test func `are read from all fields, malformed ones left out`() {
        var headers: Headers = ["cookie": "a=1; b=\"2\"; c; =d; e f=g; h=i,j"]
        headers.append("cookie", "k=l=m;a=9")
        let head = RequestHead(.get, "/", headers: headers)
        #expect(head.cookies.map { "\($0.name):\($0.value)" } == ["a:1", "b:2", "k:l=m", "a:9"])
        #expect(head.cookie("a") == "1")
        #expect(head.cookie("c") == nil)
    }

    @Test func `are safe unless said otherwise`() {
        #expect(SetCookie("a", "b").fieldValue == "a=b; Path=/; Secure; HttpOnly; SameSite=Lax")
        #expect(
            SetCookie("a", "b", path: "/x", maxAge: .seconds(60), isSecure: false, isHTTPOnly: false, sameSite: .strict)
                .fieldValue == "a=b; Path=/x; Max-Age=60; SameSite=Strict"
        )
        #expect(SetCookie.expired("a").fieldValue?.contains("Max-Age=0") == true)
    }

    @Test(arguments: [
        SetCookie("a b", "c"), SetCookie("a", "b;c"), SetCookie("a", "b\r\nc"), SetCookie("", "b"),
        SetCookie("a", "b", path: "/;x"), SetCookie("a", "b", path: "x"),
    ])
    func `make a response invalid when they cannot be sent`(_ cookie: SetCookie) {
        var response = Response()
        response.setCookie(cookie)
        #expect(!response.headers.isValid)
    }
}

@Suite("Addresses")
struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::", "::"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::", "fe80::"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
    ])
    func `are read and written`(_ text: String, _ canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "g::",
        "12345::", "::1%eth0", "1:2:3:4:5:6:7:8:9", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7::8:9", ":1:2:3:4:5:6:7",
    ])
    func `are refused when malformed`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `belong to networks`() throws {
        let network = try #require(IPNetwork("10.1.0.0/16"))
        #expect(try network.contains(#require(IPAddress("10.1.255.1"))))
        #expect(try !network.contains(#require(IPAddress("10.2.0.1"))))
        #expect(try !network.contains(#require(IPAddress("::a01:1"))))
        let six = try #require(IPNetwork("2001:db8::/33"))
        #expect(try six.contains(#require(IPAddress("2001:db8:7fff::1"))))
        #expect(try !six.contains(#require(IPAddress("2001:db8:8000::1"))))
        #expect(try #require(IPNetwork("::/0")).contains(#require(IPAddress("ff::1"))))
        #expect(try #require(IPNetwork("::1")).prefix == 128)
        #expect(IPNetwork("10.0.0.0/33") == nil)
        #expect(IPNetwork("10.0.0.0/-1") == nil)
        #expect(IPNetwork("10.0.0.0/") == nil)
    }

    @Test func `of loopback are known`() throws {
        #expect(try #require(IPAddress("127.9.9.9")).isLoopback)
        #expect(try #require(IPAddress("::1")).isLoopback)
        #expect(try #require(IPAddress("::ffff:127.0.0.1")).isLoopback)
        #expect(try !#require(IPAddress("128.0.0.1")).isLoopback)
        #expect(try #require(IPAddress("::ffff:10.0.0.1")).unmapped.description == "10.0.0.1")
    }
}

@Suite("Proxies")
struct ProxyTests {
    private let proxies: TrustedProxies

    init() throws {
        proxies = TrustedProxies([try #require(IPNetwork("10.0.0.0/8")), try #require(IPNetwork("fd00::/8"))])
    }

    private func origin(_ headers: Headers, peer: String = "10.0.0.1") throws -> String {
        let address = try #require(IPAddress(peer))
        let head = RequestHead(.get, "/", headers: headers, peer: .internet(address, port: 1))
        let origin = proxies.origin(of: head)
        return "\(origin.address?.description ?? "-") \(origin.scheme) \(origin.authority ?? "-")"
    }

    @Test func `are believed only when they are known`() throws {
        #expect(try origin(["x-forwarded-for": "1.2.3.4"], peer: "9.9.9.9") == "9.9.9.9 http -")
        #expect(try origin(["forwarded": "for=1.2.3.4"], peer: "9.9.9.9") == "9.9.9.9 http -")
        #expect(try origin(["x-forwarded-for": "1.2.3.4"]) == "1.2.3.4 http -")
        #expect(try origin(["x-forwarded-for": "1.2.3.4"], peer: "::ffff:10.0.0.1") == "1.2.3.4 http -")
    }

    @Test func `are walked from the nearest on, to the first that is not known`() throws {
        #expect(try origin(["x-forwarded-for": "6.6.6.6, 1.2.3.4, 10.0.0.2"]) == "1.2.3.4 http -")
        #expect(try origin(["x-forwarded-for": "10.0.0.3, 10.0.0.2"]) == "10.0.0.3 http -")
        #expect(
            try origin(["forwarded": "for=6.6.6.6;proto=http, for=1.2.3.4;proto=https;host=a, for=10.0.0.2"])
                == "1.2.3.4 https a"
        )
    }

    @Test func `say how they were reached`() throws {
        #expect(
            try origin(["x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https", "x-forwarded-host": "a:1"])
                == "1.2.3.4 https a:1"
        )
        #expect(try origin(["x-forwarded-proto": "ftp", "x-forwarded-host": "a/b"]) == "10.0.0.1 http -")
    }

    @Test(arguments: [
        ("for=\"[2001:db8::1]:80\"", "2001:db8::1"), ("For=1.2.3.4:99", "1.2.3.4"), ("for=unknown", "-"),
        ("for=_hidden", "-"), ("for=nonsense", "10.0.0.1"), ("for=\"1.2.3.4", "10.0.0.1"), ("for", "10.0.0.1"),
        ("by=1.1.1.1", "10.0.0.1"), ("", "10.0.0.1"), ("for=\"a\\\"b\"", "10.0.0.1"),
    ])
    func `may name a node in many ways`(_ field: String, _ expected: String) throws {
        #expect(try origin(["forwarded": field]).hasPrefix(expected + " "))
    }

    @Test(arguments: ["\"", "for=\"", "for=\"x", "6.6.6.6, \"", "\", \", \"", "for=\"a\", for=\"b, for=c"])
    func `are not silenced by a quote that a client leaves open`(_ sent: String) throws {
        #expect(try origin(["x-forwarded-for": "\(sent), 1.2.3.4"]) == "1.2.3.4 http -")
        #expect(try origin(["forwarded": "\(sent), for=1.2.3.4"]) == "1.2.3.4 http -")
        #expect(try origin(["forwarded": "\(sent), for=\"[2001:db8::1]\";proto=https"]) == "2001:db8::1 https -")
    }

    @Test func `are not believed where a client's own word stands beside theirs`() throws {
        #expect(try origin(["forwarded": "for=6.6.6.6", "x-forwarded-for": "1.2.3.4"]) == "10.0.0.1 http -")
        let other: Headers = ["forwarded": "for=1.2.3.4;proto=https", "x-forwarded-for": "6.6.6.6"]
        #expect(try origin(other) == "10.0.0.1 http -")
        let both: Headers = ["forwarded": "for=1.2.3.4;proto=https", "x-forwarded-for": "6.6.6.6, 1.2.3.4"]
        #expect(try origin(both) == "1.2.3.4 https -")
    }

    @Test func `may be local`() {
        let head = RequestHead(.get, "/", headers: ["x-forwarded-for": "1.2.3.4"], peer: .local)
        #expect(TrustedProxies().origin(of: head).address == nil)
        #expect(TrustedProxies(trustsLocal: true).origin(of: head).address?.description == "1.2.3.4")
    }
}

@Suite("Events and dates")
struct EventTests {
    @Test func `are written line by line`() {
        let event = ServerSentEvent("a\nb\r\nc\rd", event: "x\ny", id: "1\0", retry: .milliseconds(1500))
        #expect(
            String(decoding: event.bytes, as: UTF8.self)
                == "event: xy\nid: 1\nretry: 1500\ndata: a\ndata: b\ndata: c\ndata: d\n\n"
        )
        #expect(String(decoding: ServerSentEvent("").bytes, as: UTF8.self) == "data: \n\n")
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func `are of their second`(_ time: Int64, _ text: String) {
        #expect(DateCache.format(time) == text)
    }
}
