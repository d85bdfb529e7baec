import Datasets
import Decomposition
import Experiments
import Networks
import Training

/// What stands around the networks: window, normalisation, boxes, and what makes a decision of opinions.
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

    /// `images` as the networks want them: (value - mean) / deviation, channel by channel.
    mutating func normalized(_ images: Value, _ normalization: Normalization, axes: Int) -> Value {
        let shape = [1, normalization.mean.count] + Array(repeating: 1, count: axes)
        let mean = constant("mean", shape: shape, normalization.mean.map { Float($0) })
        let deviation = constant("deviation", shape: shape, normalization.deviation.map { Float($0) })
        let centred = node("Sub", [images, mean], name: "centred")
        return node("Div", [centred, deviation], name: "normalized")
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

    /// The shares of the votes [batch, K] of local networks with these log-probabilities.
    ///
    /// The class that is decided for gets `tieBreak` more, so that it has the largest value, whatever is tied: among the
    /// classes with most votes it is the one to which any local network gives the highest probability.
    mutating func voteShares(_ opinions: [Value], classes: Int, name: String) -> Value {
        let depth = constant("classes", [classes])
        let vote = constant("vote", shape: [2], [0, 1])
        let votes = opinions.enumerated().map { index, opinion in
            let own = argMax(opinion, name: "choice.\(index)")
            return node("OneHot", [own, depth, vote], name: "vote.\(index)")
        }
        let sum = node("Sum", votes, name: "votes")
        let most = node("ReduceMax", [sum], name: "most", ["axes": .integers([1]), "keepdims": .integer(1)])
        let isTied = node("Equal", [sum, most], name: "tied")
        let highest = node("Max", opinions, name: "highest")
        let lowest = constant("lowest", shape: [1], [-.greatestFiniteMagnitude])
        let decided = argMax(node("Where", [isTied, highest, lowest], name: "candidates"), name: "decision")
        let bonus = constant("bonus", shape: [2], [0, Self.tieBreak])
        let count = constant("voters", shape: [1], [Float(opinions.count)])
        let shares = node("Div", [sum, count], name: "shares")
        return node("Add", [shares, node("OneHot", [decided, depth, bonus], name: "tieBreak")], name: name)
    }

    /// What the share of the decided class is larger by.
    static let tieBreak: Float = 1e-6

    /// The first of the largest values [batch] of each row.
    private mutating func argMax(_ values: Value, name: String) -> Value {
        node("ArgMax", [values], name: name, ["axis": .integer(1), "keepdims": .integer(0)])
    }
}
