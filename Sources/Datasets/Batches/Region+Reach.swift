import Foundation
import TesseraDecomposition

extension Region {
    /// What of samples of `shape` batches of `box` can show: the box itself, and all that augmentation brings into it.
    ///
    /// Shifts add a margin, mirroring the box on the other side, turning and zooming the envelope of the turned box.
    ///
    /// - Parameters:
    ///   - box: the box.
    ///   - shape: the length of each axis of whole samples.
    ///   - augmentation: `.none` for samples that are never varied.
    ///   - mirrorAxis: the axis from left to right.
    package init(reachableFrom box: Box, shape: [Int], by augmentation: Augmentation, mirrorAxis: Int) {
        let ranges = augmentation.turned(box.ranges, shape: shape)
        self.init(
            shape.indices.map { axis in
                let side = shape[axis]
                // A shift beyond the side brings nothing new: reflection repeats.
                let margin = min(augmentation.shift, 2 * side)
                var isKept = [Bool](repeating: false, count: side)
                for place in ranges[axis].lowerBound - margin..<ranges[axis].upperBound + margin {
                    let mayMirror = augmentation.flip && axis == mirrorAxis || augmentation.flipAxes.contains(axis)
                    for isMirrored in mayMirror ? [false, true] : [false] {
                        isKept[Transform.identity.source(place, side: side, isMirrored: isMirrored)] = true
                    }
                }
                return (0..<side).filter { isKept[$0] }
            })
    }
}

extension Augmentation {
    /// The places of the first two axes that a box shows when it is turned and zoomed either way, with those between
    /// which it interpolates; other axes as they are.
    ///
    /// Shifts are left out.
    fileprivate func turned(_ ranges: [Range<Int>], shape: [Int]) -> [Range<Int>] {
        guard turns, shape.count > 1 else { return ranges }
        // Anything may be cut out.
        if crop > 0 { return [0..<shape[0], 0..<shape[1]] + ranges[2...] }
        var bounds = (ranges[0], ranges[1])
        // What is shifted is turned about the picture's middle: the shifted box's corners say how far.
        let margin = min(shift, 2 * (shape.max() ?? 0))
        let steps = 256
        // A place moves along a line with the zoom's factor, so the smallest and the largest say how far.
        for scale in zoom > 0 ? [1 / (1 + zoom), 1 + zoom] : [1] {
            for step in -steps...steps {
                var transform = Transform.identity
                transform.angle = rotate * .pi / 180 * Double(step) / Double(steps)
                transform.scale = scale
                let turn = transform.turn(sides: (shape[0], shape[1]))
                for first in [ranges[0].lowerBound - margin, ranges[0].upperBound - 1 + margin] {
                    for second in [ranges[1].lowerBound - margin, ranges[1].upperBound - 1 + margin] {
                        let (a, b) = turn.source(first, second)
                        // One pixel more on each side: between two steps an arc bulges by far less.
                        bounds.0 = min(bounds.0.lowerBound, Int(a) - 2)..<max(bounds.0.upperBound, Int(a) + 4)
                        bounds.1 = min(bounds.1.lowerBound, Int(b) - 2)..<max(bounds.1.upperBound, Int(b) + 4)
                    }
                }
            }
        }
        return [bounds.0, bounds.1] + ranges[2...]
    }
}
