import TesseraDecomposition
import TesseraExperiments
import TesseraTorch

extension Experiment {
    /// The grid of the decomposition.
    public var grid: Grid { Grid(decomposition.grid, overlap: decomposition.overlap) }

    /// The precision of training steps on `device`: what `auto` stands for there.
    public func precision(on device: Device) -> Precision {
        guard training.precision == .auto else { return training.precision }
        return device.prefersBFloat16 ? .bfloat16 : .float32
    }
}
