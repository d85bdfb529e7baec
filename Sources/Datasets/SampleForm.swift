/// Where arrays have their channels.
public enum ArrayAxes: String, Sendable, Hashable, CaseIterable {
    /// In front of the spatial axes.
    case channelsFirst
    /// Behind them.
    case channelsLast
}

/// The form that samples are brought to, where a format leaves it open.
public struct SampleForm: Sendable, Hashable {
    /// The size in pixels or voxels; nil: as they are.
    public var size: [Int]?
    /// How a sample becomes of that size.
    public var fit = Fit.stretch
    /// The lowest and the highest value: these become 0 and 255, what lies outside is clipped; nil: bytes as they are.
    public var window: [Double]?
    /// Which shares of each volume's values lie below its window and below its window's end, in per cent, as in
    /// [0.5, 99.5]; nil: `window` counts.
    public var percentiles: [Double]?
    /// The millimetres from voxel to voxel along x, y, z that volumes are brought to; nil: as they are.
    public var spacing: [Double]?
    /// Of several DICOM series in a folder the one to take: `largest`, or a regular expression that finds one
    /// description; nil: several are refused.
    public var series: String?
    /// Where arrays have their channels; nil: last, where nothing speaks against it.
    public var axes: ArrayAxes?

    /// Samples as they are, or of this form.
    public init(size: [Int]? = nil, fit: Fit = .stretch, window: [Double]? = nil) {
        self.size = size
        self.fit = fit
        self.window = window
    }

    /// The window; nil where there is none.
    ///
    /// - Throws: `DatasetError` where it is not two finite numbers that ascend.
    func checkedWindow(path: String) throws(DatasetError) -> Window? {
        guard let window else { return nil }
        guard window.count == 2, window.allSatisfy(\.isFinite), window[0] < window[1] else {
            throw .badFile(path: path, reason: "data.window needs two numbers, the lower one first, not \(window)")
        }
        return Window(window[0], window[1])
    }
}
