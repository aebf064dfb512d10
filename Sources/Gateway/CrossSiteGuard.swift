import Crypto
import HTTP

/// Protects sessions from requests that other sites make the browser send.
///
/// An unsafe request by cookie must repeat the token of the `csrfToken` cookie in `X-CSRF-TOKEN`. The token is a random value with
/// its HMAC, so that it cannot be made up by whoever can set a cookie. Where the browser says where a request comes from
/// (`Sec-Fetch-Site`, `Origin`), another site is refused whatever it sends.
struct CrossSiteGuard: Sendable {
    /// The cookie that holds the token.
    static let cookie = "csrfToken"
    /// The header field that repeats it.
    static let field = "x-csrf-token"

    private let key: [UInt8]

    init(key: [UInt8]) {
        self.key = key
    }

    /// The cookie that holds a token; scripts of this site read it.
    static func setCookie(_ token: String, isSecure: Bool) -> SetCookie {
        SetCookie(cookie, token, isSecure: isSecure, isHTTPOnly: false, sameSite: .strict)
    }

    /// Makes a token.
    func token() -> String {
        let value = Random.bytes(16)
        return Base64URL.encode(value + Digest.hmacSHA256(key: key, value))
    }

    /// Refuses a request that another site may have made.
    func check(_ head: RequestHead) throws(CrossSiteError) {
        if let site = head.headers["sec-fetch-site"], site != "same-origin", site != "none" {
            throw .otherSite
        }
        if let origin = head.headers["origin"], origin != "null", let authority = head.authority {
            guard origin.hasSuffix("://" + authority) else { throw .otherSite }
        }
        guard let sent = head.headers[Self.field] else { throw .tokenMissing }
        guard let kept = head.cookie(Self.cookie), constantTimeEquals(sent, kept), isOurs(sent) else {
            throw .tokenWrong
        }
    }

    /// Whether a token was made here.
    func isOurs(_ token: String) -> Bool {
        guard let bytes = Base64URL.decode(token), bytes.count == 48 else { return false }
        return constantTimeEquals(Digest.hmacSHA256(key: key, Array(bytes[..<16])), Array(bytes[16...]))
    }
}

/// Why a request by cookie was refused.
enum CrossSiteError: Error, Equatable {
    /// The browser says that another site made the request.
    case otherSite
    /// The header field is not there.
    case tokenMissing
    /// The header field does not repeat the cookie, or the cookie was not made here.
    case tokenWrong
}
