import Crypto
import Testing

@Suite("TLS contexts and client certificates")
struct TLSContextTests {
    let fixture: TLSFixture
    init() throws { fixture = try TLSFixture() }

    @Test func `a client's certificate gives subject, URIs, serial number and end`() throws {
        let identity = try fixture.identity(
            .init(
                commonName: "worker 1",
                hostNames: ["worker.example"],
                uris: ["spiffe://reeve/tenant/acme/group/1", "urn:second"],
                lifetime: .seconds(86_400)
            ),
            as: "client"
        )
        let (server, client) = try fixture.connect(
            fixture.serverContext(clients: .required(authorities: fixture.authorityFile)),
            fixture.clientContext(identity: identity)
        )
        #expect(shakeHands(server, client) == (.done, .done))
        let peer = try #require(server.peerCertificate)
        #expect(peer.subject == "CN=worker 1")
        #expect(peer.uniformResourceIdentifiers == ["spiffe://reeve/tenant/acme/group/1", "urn:second"])
        #expect(peer.serialNumber.utf8.count == 32)
        #expect(peer.fingerprint.count == 32)
        #expect(peer.notAfter > 1_700_000_000)
    }

    @Test func `no certificate is let in only where it is optional`() throws {
        var (server, client) = try fixture.connect(
            fixture.serverContext(clients: .optional(authorities: fixture.authorityFile)),
            fixture.clientContext()
        )
        #expect(shakeHands(server, client) == (.done, .done))
        #expect(server.peerCertificate == nil)

        let other = try TLSFixture()
        (server, client) = try other.connect(
            other.serverContext(clients: .required(authorities: other.authorityFile)),
            other.clientContext()
        )
        #expect(isFailure(shakeHands(server, client).server))
    }

    @Test(arguments: [true, false])
    func `a certificate of a foreign authority, or one that has ended, is refused even where optional`(
        isForeign: Bool
    ) throws {
        let stranger = try TLSFixture()
        let issuer = isForeign ? stranger : fixture
        let identity = try issuer.identity(
            .init(commonName: "worker", lifetime: .seconds(isForeign ? 3_600 : -60)),
            as: "stranger"
        )
        let (server, client) = try fixture.connect(
            fixture.serverContext(clients: .optional(authorities: fixture.authorityFile)),
            fixture.clientContext(identity: identity)
        )
        #expect(isFailure(shakeHands(server, client).server))
    }

    @Test func `a self-signed certificate serves a client that trusts it`() throws {
        let own = try GeneratedCertificate.selfSigned(.init(commonName: "localhost", hostNames: ["localhost"]))
        let certificate = try fixture.folder.write(own.certificate, as: "own.pem")
        let server = try TLSConnection(
            TLSServerContext(
                certificateChain: certificate,
                privateKey: fixture.folder.write(own.privateKey, as: "own.key")
            ),
            descriptor: fixture.sockets.server
        )
        let client = try TLSConnection(
            TLSClientContext(authorities: certificate),
            descriptor: fixture.sockets.client,
            serverName: "localhost"
        )
        #expect(shakeHands(server, client) == (.done, .done))
    }

    @Test func `every unusable file is named`() throws {
        let good = try fixture.identity(.init(commonName: "good"), as: "good")
        let other = try fixture.identity(.init(commonName: "other"), as: "other")
        let empty = try fixture.folder.write("", as: "empty")
        let broken = try fixture.folder.write(
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            as: "broken"
        )
        let missing = fixture.folder.path + "/missing"
        let cases: [(chain: String, key: String, named: String, reason: String)] = [
            (missing, good.privateKey, missing, "no such file"),
            (good.certificateChain, missing, missing, "no such file"),
            (empty, good.privateKey, empty, "certificate chain"),
            (broken, good.privateKey, broken, "certificate chain"),
            (good.certificateChain, empty, empty, "private key"),
            (good.certificateChain, good.certificateChain, good.certificateChain, "private key"),
            (good.certificateChain, other.privateKey, other.privateKey, "not that of `\(good.certificateChain)`"),
            (fixture.folder.path, good.privateKey, fixture.folder.path, "certificate chain"),
        ]
        for item in cases {
            let error = #expect(throws: CryptoError.self) {
                _ = try TLSServerContext(certificateChain: item.chain, privateKey: item.key)
            }
            guard case .file(let path, let reason) = error else {
                Issue.record("expected a file error, found \(String(describing: error))")
                continue
            }
            #expect(path == item.named)
            #expect(reason.contains(item.reason))
        }
        for authorities in [missing, empty, broken] {
            let error = #expect(throws: CryptoError.self) {
                _ = try TLSServerContext(
                    certificateChain: good.certificateChain,
                    privateKey: good.privateKey,
                    clients: .required(authorities: authorities)
                )
            }
            #expect(error?.description.contains(authorities) == true)
        }
        // Nothing is left over that would spoil the next one.
        _ = try TLSServerContext(certificateChain: good.certificateChain, privateKey: good.privateKey)
    }

    @Test func `a certificate is reported before and after it ends`() throws {
        let context = try fixture.serverContext()
        let end = context.notAfter
        #expect(context.warning(at: end - 15 * 86_400) == nil)
        #expect(context.warning(at: end - 13 * 86_400 - 1) == "the certificate expires in 13 days")
        #expect(context.warning(at: end) == "the certificate has expired")
        #expect(context.warning(at: context.notBefore - 1) == "the certificate is not valid yet")
    }

    @Test(arguments: ["", "a,DNS:evil.example", "a b", "é"])
    func `names that would say something else are refused`(name: String) {
        #expect(throws: CryptoError.self) {
            _ = try GeneratedCertificate.selfSigned(.init(commonName: "x", hostNames: [name]))
        }
        #expect(throws: CryptoError.self) {
            _ = try GeneratedCertificate.selfSigned(.init(commonName: ""))
        }
    }
}
