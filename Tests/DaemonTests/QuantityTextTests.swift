import Testing

@testable import Daemon

@Suite("Durations, sizes and addresses are read as people write them")
struct QuantityTextTests {
    @Test(
        arguments: [
            ("30s", 30_000), ("5m", 300_000), ("1h30m", 5_400_000), ("250ms", 250), ("2d", 172_800_000), ("0s", 0),
            ("PT5M", 300_000), ("P1D", 86_400_000), ("P1DT1H2M3S", 90_123_000), ("PT0.5S", 500), ("PT1,25S", 1_250),
            ("P2W", 1_209_600_000), ("PT0S", 0),
        ] as [(String, Int64)]
    )
    func `durations`(text: String, milliseconds: Int64) {
        #expect(QuantityText.duration(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "30", "s", "30 s", "-5s", "5s1m", "1m1m", "1.5s", "5S", "5x", "P", "PT", "P1Y", "P1M", "P1DT", "PT1.S",
        "PT5",
        "PT5M1H", "pt5m", "999999999999999999d", "40000d", "9999999999999999999s", "٣s", "PT1.0000000000S", "T5M",
    ])
    func `no durations`(text: String) {
        #expect(QuantityText.duration(text) == nil)
    }

    @Test func `a duration is read back from its text`() {
        for _ in 0..<1_000 {
            let duration = Duration.milliseconds(Int64.random(in: 0...3_000_000_000_000))
            #expect(QuantityText.duration(QuantityText.text(duration)) == duration)
        }
        #expect(QuantityText.text(.seconds(90)) == "1m30s")
        #expect(QuantityText.text(.zero) == "0s")
    }

    @Test(arguments: [
        ("16MiB", 16 << 20), ("1KiB", 1_024), ("10 GB", 10_000_000_000), ("512", 512), ("512B", 512), ("3TiB", 3 << 40),
        ("2kB", 2_000), ("0", 0),
    ])
    func `sizes`(text: String, bytes: Int) {
        #expect(QuantityText.size(text) == bytes)
    }

    @Test(arguments: ["", "MiB", "-1", "1.5MiB", "1mib", "1 ", "1  MiB", "1MiBs", "99999999TiB", "9999999999999999999"])
    func `no sizes`(text: String) {
        #expect(QuantityText.size(text) == nil)
    }

    @Test func `a size is read back from its text`() {
        for bytes in [0, 1, 1_000, 1_024, 1_536, 16 << 20, 1 << 40, 123_456_789] {
            #expect(QuantityText.size(QuantityText.text(bytes: bytes)) == bytes)
        }
        #expect(QuantityText.text(bytes: 16 << 20) == "16MiB")
        #expect(QuantityText.text(bytes: 1_536) == "1536B")
    }

    @Test(
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:443", "::1", 443), (":0", "", 0),
            ("db-1.local:65535", "db-1.local", 65535),
        ] as [(String, String, UInt16)]
    )
    func `addresses`(text: String, host: String, port: UInt16) {
        let address = NetworkAddress(text)
        #expect(address == NetworkAddress(host: host, port: port))
        #expect(address?.description == text)
    }

    @Test(arguments: [
        "", "host", "host:", "host:65536", "host:-1", "::1:80", "[::1]", "[]:80", "a b:80", "h:8 0", "h:000080",
        "[x]:1",
    ])
    func `no addresses`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
