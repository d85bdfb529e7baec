import TesseraDatasets
import TesseraDecomposition

/// What stands around the networks: window, normalisation, boxes, and what makes opinions of logits.
extension GraphBuilder {
    /// `images` through the data set's window: whole numbers from 0 to 255, halves rounded up.
    mutating func windowed(_ images: Value, low: Double, high: Double) -> Value {
        func scalar(_ name: String, _ value: Double) -> Value { constant("window.\(name)", shape: [], [Float(value)]) }
        let lowest = scalar("low", low)
        let clipped = node("Clip", [images, lowest, scalar("high", high)], name: "clipped")
        let above = node("Sub", [clipped, lowest], name: "above")
        let scaled = node("Mul", [above, scalar("scale", 255 / (high - low))], name: "scaled")
        let shifted = node("Add", [scaled, scalar("half", 0.5)], name: "shifted")
        return node("Floor", [shifted], name: "windowed")
    }

    /// `images` brought to axes of other lengths, to the nearest whole number, as samples are: a matrix product an
    /// axis.
    mutating func shrunk(_ images: Value, from shape: [Int], to picture: [Int]) -> Value {
        guard shape != picture else { return images }
        var value = images
        for axis in shape.indices where shape[axis] != picture[axis] {
            // The axis goes to the end for the product, and back.
            var order = Array(0..<shape.count + 2)
            order.swapAt(axis + 2, shape.count + 1)
            let last = axis == shape.count - 1
            let weights = constant(
                "weights.\(axis)", shape: [shape[axis], picture[axis]],
                resamplingWeights(from: shape[axis], to: picture[axis]))
            if !last { value = node("Transpose", [value], name: "last.\(axis)", ["perm": .integers(order)]) }
            value = node("MatMul", [value, weights], name: "shrunk.\(axis)")
            if !last { value = node("Transpose", [value], name: "back.\(axis)", ["perm": .integers(order)]) }
        }
        let half = constant("half", shape: [], [0.5])
        return node("Floor", [node("Add", [value, half], name: "above")], name: "bytes")
    }

    /// `images` as the networks want them: (value - mean) / deviation, channel by channel.
    mutating func normalized(_ images: Value, _ normalization: Normalization, axes: Int) -> Value {
        let shape = [1, normalization.mean.count] + Array(repeating: 1, count: axes)
        let mean = constant("mean", shape: shape, normalization.mean.map { Float($0) })
        let deviation = constant("deviation", shape: shape, normalization.deviation.map { Float($0) })
        let centred = node("Sub", [images, mean], name: "centred")
        return node("Div", [centred, deviation], name: "normalized")
    }

    /// `images` with one of their axes the other way round.
    mutating func mirrored(_ images: Value, axis: Int) -> Value {
        let (start, end) = (constant("mirror.start", [-1]), constant("mirror.end", [Int.min]))
        let (axes, steps) = (constant("mirror.axis", [axis + 2]), constant("mirror.step", [-1]))
        return node("Slice", [images, start, end, axes, steps], name: "mirrored")
    }

    /// What of `images` lies in a box.
    mutating func cut(_ images: Value, to box: Box) -> Value {
        let starts = constant("box.starts", box.ranges.map(\.lowerBound))
        let ends = constant("box.ends", box.ranges.map(\.upperBound))
        let axes = constant("box.axes", box.ranges.indices.map { $0 + 2 })
        return node("Slice", [images, starts, ends, axes], name: "box")
    }

    /// Probabilities [batch, K] of logits.
    mutating func softmax(_ logits: Value, name: String) -> Value {
        node("Softmax", [logits], name: name, ["axis": .integer(1)])
    }

    /// Their logarithms.
    mutating func logSoftmax(_ logits: Value, name: String) -> Value {
        node("LogSoftmax", [logits], name: name, ["axis": .integer(1)])
    }
}
