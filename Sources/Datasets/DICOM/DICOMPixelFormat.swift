/// How the bytes of a DICOM frame are pixels (PS3.3, C.7.6.3): whole numbers of 8, 16 or 32 bits, one each, or three colours.
struct DICOMPixelFormat: Sendable, Hashable {
    let allocated: Int
    let stored: Int
    /// The place of the highest of the stored bits; what is above or below them is no part of the value.
    let highBit: Int
    let isSigned: Bool
    /// Whether plain pixels are bytes in big-endian words: the second one comes first.
    let isSwapped: Bool
    /// Whether the least value is white: MONOCHROME1.
    let isInverted: Bool
    /// What colours are made of; nil: it is grey.
    let colour: DICOMColour?

    /// The numbers of one pixel.
    let samples: Int

    /// The bytes of one pixel.
    var size: Int { allocated / 8 * (colour == .ybrPairs ? 2 : samples) }

    init(_ fields: DICOMFields) throws(DatasetError) {
        let path = fields.path
        let photometric = fields.text(.photometric)
        let samples = try fields.integer(.samplesPerPixel) ?? 1
        let isGrey = samples == 1 && ["MONOCHROME1", "MONOCHROME2", ""].contains(photometric)
        colour = isGrey ? nil : try DICOMColour(fields, samples: samples, photometric)
        self.samples = samples
        guard !fields.has(.modalityTable) else {
            throw .badFile(
                path: path,
                reason: "its values come from a table \(DICOMTag.modalityTable), not from slope "
                    + "and intercept, which is not read")
        }
        let allocated = try fields.integer(.bitsAllocated) ?? 0
        let stored = try fields.integer(.bitsStored) ?? allocated
        let highBit = try fields.integer(.highBit) ?? stored - 1
        guard [8, 16, 32].contains(allocated), (1...allocated).contains(stored),
            (stored - 1..<allocated).contains(highBit)
        else {
            throw .badFile(
                path: path,
                reason: "its pixels have \(stored) bits up to bit \(highBit) of \(allocated); "
                    + "pixels of 8, 16 and 32 bits are read")
        }
        guard colour == nil || allocated < 32 && (allocated == 8 || stored >= 8 || samples == 1) else {
            throw .badFile(
                path: path,
                reason: "its \(colour?.name ?? "") have \(stored) of \(allocated) bits; colours of 8 to 16 are read")
        }
        isSwapped = fields.isBigEndian && allocated == 8 && fields.pixels.isWords
        (self.allocated, self.stored, self.highBit) = (allocated, stored, highBit)
        isSigned = try fields.integer(.pixelRepresentation) == 1
        isInverted = photometric == "MONOCHROME1"
    }

    /// What is stored in `bytes` of at most 16 bits a number, which has no sign.
    func numbers(in bytes: [UInt8], isBigEndian: Bool) -> [UInt16] {
        guard allocated == 16 else { return bytes.map { UInt16($0) } }
        let mask = UInt16.max >> UInt16(16 - stored)
        return stride(from: 0, to: bytes.count - 1, by: 2).map { place in
            let (high, low) = (bytes[place + (isBigEndian ? 0 : 1)], bytes[place + (isBigEndian ? 1 : 0)])
            return (UInt16(high) << 8 | UInt16(low)) >> UInt16(highBit + 1 - stored) & mask
        }
    }

    /// The values of pixels in `bytes`, through the window.
    func values(of bytes: [UInt8], isBigEndian: Bool, _ scale: DICOMScale, _ window: Window) -> [Float] {
        switch allocated {
        case 8: converted(bytes, isBigEndian, scale, window, UInt8.self, Int8.self)
        case 16: converted(bytes, isBigEndian, scale, window, UInt16.self, Int16.self)
        default: converted(bytes, isBigEndian, scale, window, UInt32.self, Int32.self)
        }
    }

    @inline(__always) private func converted<T: FixedWidthInteger & UnsignedInteger, S: FixedWidthInteger>(
        _ bytes: [UInt8], _ isBigEndian: Bool, _ scale: DICOMScale, _ window: Window, _ type: T.Type, _ signed: S.Type
    ) -> [Float] {
        let (above, outside) = (T.bitWidth - 1 - highBit, T.bitWidth - stored)
        let count = bytes.count / MemoryLayout<T>.size
        // Raw on both sides, as in `VoxelCoding`.
        return bytes.withUnsafeBytes { source in
            [Float](unsafeUninitializedCapacity: count) { target, written in
                for index in 0..<count {
                    let bits = source.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: type)
                    let top = (isBigEndian ? bits.byteSwapped : bits) << above
                    let number = isSigned ? Double(S(truncatingIfNeeded: top) >> outside) : Double(top >> outside)
                    let value = window.scaled(number * scale.slope + scale.intercept)
                    target[index] = isInverted ? 255 - value : value
                }
                written = count
            }
        }
    }
}

/// A pixel's value is what is stored times `slope` plus `intercept`.
struct DICOMScale: Sendable, Hashable {
    let slope: Double
    let intercept: Double
}
