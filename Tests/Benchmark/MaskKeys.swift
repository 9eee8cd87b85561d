/// Fresh masking keys (RFC 6455 §5.3): every frame has its own, from a generator with a random seed.
struct MaskKeys {
    private var state = UInt64.random(in: 0...UInt64.max)

    /// Splitmix64, of which the upper half is taken.
    @inline(__always)
    mutating func next() -> UInt32 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt32(truncatingIfNeeded: (mixed ^ (mixed &>> 31)) &>> 32)
    }
}
