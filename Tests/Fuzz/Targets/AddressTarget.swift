@testable import HTTP

/// Addresses, blocks of them, and what proxies say of where a request comes from.
///
/// An address that is written is read as the same and written in one form only; a block holds an address if its first bits
/// are those of the block; nobody who is not trusted is believed, and whoever is believed is an address that was sent.
let addressTarget = FuzzTarget(name: "address") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 3).map(\.text)
    for line in lines {
        if let address = IPAddress(line) { try checkAddress(address, line) }
        if let network = IPNetwork(line) { try checkNetwork(network, lines.compactMap { IPAddress($0) }) }
    }
    try checkOrigin(lines[0], lines.count > 1 ? lines[1] : "")
}

private func checkAddress(_ address: IPAddress, _ text: String) throws(Finding) {
    let written = address.description
    try claim(IPAddress(written) == address, "an address that is written is read as another")
    try claim(IPAddress(written)?.description == written, "an address is written in two forms")
    try claim(written.utf8.count <= 39 && written == written.lowercased(), "an address is written in another form")
    try claim(address.isIPv6 == text.contains(":"), "an address is of another kind")
    try claim(address.unmapped.unmapped == address.unmapped, "an address can be unmapped twice")
    try claim(bits(address).count == (address.isIPv6 ? 128 : 32), "an address has another width")
}

private func checkNetwork(_ network: IPNetwork, _ addresses: [IPAddress]) throws(Finding) {
    try claim(IPNetwork(network.description) == network, "a block that is written is read as another")
    try claim(network.contains(network.address), "a block does not hold its own address")
    for address in addresses {
        let isInside =
            address.isIPv6 == network.address.isIPv6
            && bits(address).prefix(network.prefix) == bits(network.address).prefix(network.prefix)
        try claim(network.contains(address) == isInside, "a block holds other addresses than those with its bits")
    }
}

private func bits(_ address: IPAddress) -> [Bool] {
    let halves = address.isIPv6 ? [(address.high, 64), (address.low, 64)] : [(address.low, 32)]
    return halves.flatMap { half, width in (0..<width).map { half >> UInt64(width - 1 - $0) & 1 == 1 } }
}

private func checkOrigin(_ forwarded: String, _ extensions: String) throws(Finding) {
    var headers: Headers = ["host": "a.example", "forwarded": forwarded]
    if forwarded.isEmpty {
        headers = ["host": "a.example", "x-forwarded-for": extensions, "x-forwarded-proto": extensions]
    }
    guard headers.isValid, let proxy = IPAddress("10.0.0.1"), let stranger = IPAddress("192.0.2.1"),
        let inside = IPNetwork("10.0.0.0/8")
    else { return }
    let proxies = TrustedProxies([inside])
    let unknown = RequestHead(.get, "/", headers: headers, peer: .internet(stranger, port: 1))
    let nobody = TrustedProxies.Origin(address: stranger, scheme: "http", authority: "a.example")
    try claim(proxies.origin(of: unknown) == nobody, "a stranger is believed")
    let origin = proxies.origin(of: RequestHead(.get, "/", headers: headers, peer: .internet(proxy, port: 1)))
    try claim(["http", "https"].contains(origin.scheme), "a request has another scheme")
    if let authority = origin.authority {
        let isValid = Authority.isValid(authority.utf8.span, 0..<authority.utf8.count)
        try claim(isValid, "a request has a malformed authority")
    }
    // What stands in front of the last hop is not believed unless that hop is trusted, and cannot hide that hop.
    for (name, hop) in [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.7")] {
        var headers = Headers()
        headers.append(name, "\(extensions), \(hop)")
        guard headers.isValid else { continue }
        let origin = proxies.origin(of: RequestHead(.get, "/", headers: headers, peer: .internet(proxy, port: 1)))
        try claim(origin.address == IPAddress("198.51.100.7"), "what a client sent hides what a proxy said")
    }
}
