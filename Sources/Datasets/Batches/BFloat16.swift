/// The bits of the bfloat16 number nearest to `value`; of two that are as near, the even one, as IEEE 754 rounds.
func bfloat16(_ value: Float) -> UInt16 {
    // Rounding could carry a NaN's payload away and leave an infinity.
    if value.isNaN { return 0x7fc0 }
    let bits = value.bitPattern
    let roundedToEven = bits &+ 0x7fff &+ (bits >> 16 & 1)
    return UInt16(roundedToEven >> 16)
}
