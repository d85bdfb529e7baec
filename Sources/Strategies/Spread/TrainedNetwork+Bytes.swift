import TesseraDatasets
import TesseraRuns
import TesseraTraining

/// A trained network's opinions on their way to the process that fuses.
extension TrainedNetwork {
    /// Seconds, epochs, for each part its number of values and they, the same of features, of both of mirrored samples, and of the folds: 8 bytes a number, 4 a
    /// value, little endian.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
        add(seconds.bitPattern)
        add(UInt64(epochs))
        add(hasLearnt ? 1 : 0)
        for values in DataPart.allCases.map({ opinions[$0] ?? [] }) + DataPart.allCases.map({ features[$0] ?? [] })
            + DataPart.allCases.map({ mirroredOpinions[$0] ?? [] })
            + DataPart.allCases.map({ mirroredFeatures[$0] ?? [] })
            + [folded?.logProbabilities ?? []]
        {
            add(UInt64(values.count))
            bytes.reserveCapacity(bytes.count + 4 * values.count)
            for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        }
        add((folded?.seconds ?? 0).bitPattern)
        add(UInt64(folded?.passes ?? 0))
        return bytes
    }

    /// Reads what `bytes` wrote, of another process of the same program.
    package init(bytes: [UInt8]) {
        var rest = bytes[...]
        func number<Value: FixedWidthInteger>(_: Value.Type) -> Value {
            let size = MemoryLayout<Value>.size
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size).reversed().reduce(0) { $0 << 8 | Value($1) }
        }
        seconds = Double(bitPattern: number(UInt64.self))
        epochs = Int(number(UInt64.self))
        hasLearnt = number(UInt64.self) == 1
        var opinions: [DataPart: [Float]] = [:]
        func values() -> [Float] {
            (0..<Int(number(UInt64.self))).map { _ in Float(bitPattern: number(UInt32.self)) }
        }
        for part in DataPart.allCases {
            let values = values()
            if !values.isEmpty { opinions[part] = values }
        }
        self.opinions = opinions
        func parts() -> [DataPart: [Float]] {
            DataPart.allCases.reduce(into: [:]) { parts, part in
                let values = values()
                if !values.isEmpty { parts[part] = values }
            }
        }
        features = parts()
        mirroredOpinions = parts()
        mirroredFeatures = parts()
        let folds = FoldedOpinions(
            logProbabilities: values(), seconds: Double(bitPattern: number(UInt64.self)),
            passes: Int(number(UInt64.self)))
        folded = folds.logProbabilities.isEmpty ? nil : folds
    }
}
