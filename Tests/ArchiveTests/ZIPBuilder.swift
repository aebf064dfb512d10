/// Writes ZIP archives byte by byte, those that no writer would write among them.
struct ZIPBuilder {
    /// One file, stored without compression.
    struct File {
        var name: String
        var content: [UInt8]
        /// The general purpose flags; bit 0 says that the file is encrypted.
        var flags: UInt16 = 1 << 11
        /// The Unix mode of the file.
        var mode: UInt32 = 0o100644
    }

    /// The bytes of an archive.
    static func archive(_ files: [File]) -> [UInt8] {
        var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
        for file in files {
            let offset = UInt32(bytes.count)
            let common =
                little(file.flags) + little(UInt16(0)) + little(UInt32(0x21 << 16)) + little(crc(of: file.content))
                + little(UInt32(file.content.count)) + little(UInt32(file.content.count))
                + little(UInt16(file.name.utf8.count)) + little(UInt16(0))
            bytes += [0x50, 0x4B, 3, 4] + little(UInt16(20)) + common + Array(file.name.utf8) + file.content
            directory +=
                [0x50, 0x4B, 1, 2] + little(UInt16(3 << 8 | 20)) + little(UInt16(20)) + common
                + little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(file.mode << 16) + little(offset)
                + Array(file.name.utf8)
        }
        let end =
            [0x50, 0x4B, 5, 6] + little(UInt32(0)) + little(UInt16(files.count)) + little(UInt16(files.count))
            + little(UInt32(directory.count)) + little(UInt32(bytes.count)) + little(UInt16(0))
        return bytes + directory + end
    }

    private static func little(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func crc(of bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 {
                let isOdd = sum & 1 == 1
                sum >>= 1
                if isOdd { sum ^= 0xEDB8_8320 }
            }
        }
        return ~sum
    }
}
