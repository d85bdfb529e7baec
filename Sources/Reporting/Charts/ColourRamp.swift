/// Colours from low to high that also those tell apart who see no red and green: viridis (van der Walt, Smith 2015), of
/// which these are five, with straight lines between.
enum ColourRamp {
    private static let stops = [0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725].map { Colour(hex: $0) }

    /// The colour of a share between 0 and 1.
    static func colour(_ share: Double) -> Colour {
        let place = min(max(share.isFinite ? share : 0, 0), 1) * Double(stops.count - 1)
        let lower = min(Int(place), stops.count - 2)
        return stops[lower].mixed(with: stops[lower + 1], share: place - Double(lower))
    }
}

extension Colour {
    /// As style sheets write it.
    var css: String { "rgb(\(red),\(green),\(blue))" }
}
