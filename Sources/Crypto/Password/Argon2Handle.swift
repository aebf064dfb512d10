import CArgon2

/// The reference implementation of argon2.
enum Argon2Handle {
    /// Computes a tag of argon2id, version 1.3, in this thread.
    static func tag(
        of password: Span<UInt8>,
        salt: [UInt8],
        pepper: [UInt8],
        associated: [UInt8] = [],
        cost: Argon2Cost,
        length: Int
    ) throws(CryptoError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: length)
        // The library takes addresses that it could write to; without the flags that ask for it, it does not.
        var (salt, pepper, associated) = (salt, pepper, associated)
        let result = unsafe password.withUnsafeBufferPointer { password in
            unsafe tag.withUnsafeMutableBufferPointer { tag in
                unsafe salt.withUnsafeMutableBufferPointer { salt in
                    unsafe pepper.withUnsafeMutableBufferPointer { pepper in
                        unsafe associated.withUnsafeMutableBufferPointer { associated in
                            var context = unsafe Argon2_Context(
                                out: tag.baseAddress,
                                outlen: UInt32(tag.count),
                                pwd: UnsafeMutablePointer(mutating: password.baseAddress),
                                pwdlen: UInt32(password.count),
                                salt: salt.baseAddress,
                                saltlen: UInt32(salt.count),
                                secret: pepper.isEmpty ? nil : pepper.baseAddress,
                                secretlen: UInt32(pepper.count),
                                ad: associated.isEmpty ? nil : associated.baseAddress,
                                adlen: UInt32(associated.count),
                                t_cost: cost.passes,
                                m_cost: cost.memory,
                                lanes: cost.lanes,
                                threads: 1,
                                version: ARGON2_VERSION_13.rawValue,
                                allocate_cbk: nil,
                                free_cbk: nil,
                                flags: 0
                            )
                            return unsafe argon2id_ctx(&context)
                        }
                    }
                }
            }
        }
        guard result == ARGON2_OK.rawValue else { throw .library(operation: "argon2id", code: Int(result)) }
        return tag
    }
}
