/// What one network sees of a picture: a box of it, cut after the picture was shrunk.
public struct View: Sendable, Hashable, Codable {
    /// The part of the shrunk picture.
    public let box: Box
    /// The lengths of the shrunk picture's axes; those of the picture itself where it is not shrunk.
    public let picture: [Int]

    /// A box of a picture with axes of these lengths.
    public init(_ box: Box, of picture: [Int]) { (self.box, self.picture) = (box, picture) }

    /// All of a picture as it is.
    public static func whole(_ shape: [Int]) -> View { View(.whole(shape), of: shape) }

    /// The lengths of the axes of what is seen.
    public var shape: [Int] { box.shape }

    /// The box of the picture itself, `shape` long, that it shows.
    public func extent(in shape: [Int]) -> Box {
        guard shape != picture else { return box }
        return Box(
            shape.indices.map { axis in
                let step = Double(shape[axis]) / Double(picture[axis])
                let range = box.ranges[axis]
                let end = min(shape[axis], Int((step * Double(range.upperBound)).rounded(.up)))
                return Int(step * Double(range.lowerBound))..<end
            })
    }
}

extension View {
    /// The box of a picture of `shape` that it shows, and to what the picture was shrunk before, such as
    /// `[0..<32, 0..<32], shrunk to 16x16`.
    public func description(in shape: [Int]) -> String {
        extent(in: shape).description + (shape == picture ? "" : ", shrunk to \(crossed(self.shape))")
    }
}
