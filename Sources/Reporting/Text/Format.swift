import Foundation

/// Numbers as people read them, the same in every locale: a decimal point, commas between thousands.
///
/// What is no number (nil, not a number, infinite) becomes `-`.
package enum Format {
    static let nothing = "-"

    /// A share between 0 and 1 with four decimals, such as `0.8462`.
    package static func accuracy(_ share: Double?) -> String {
        decimals(share, 4)
    }

    /// `value` with a fixed number of decimals, three by default, such as `0.913`.
    package static func decimals(_ value: Double?, _ places: Int = 3) -> String {
        guard let value, value.isFinite else { return nothing }
        // Without a locale argument String(format:) never localizes.
        return String(format: "%.\(max(0, places))f", value)
    }

    /// A time span in seconds: `12.3 s` below a minute, then `4:05`, from an hour `1:02:03`; below zero counts as zero.
    package static func duration(seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return nothing }
        // 59.96 would read "60.0 s", so what rounds to a minute is one.
        let tenths = (max(0, seconds) * 10).rounded() / 10
        return tenths < 60 ? decimals(tenths, 1) + " s" : clock(seconds)
    }

    /// A time still to wait, in seconds: like `duration(seconds:)` but in whole seconds, such as `12 s` or `4:05`.
    package static func remaining(seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return nothing }
        let whole = max(0, seconds).rounded()
        return whole < 60 ? decimals(whole, 0) + " s" : clock(whole)
    }

    /// A whole number with commas between thousands, such as `1,234,567`.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// A rate or another large number, rounded to a whole one, with commas between thousands.
    package static func count(rounding number: Double?) -> String {
        guard let number, let whole = Int(exactly: number.rounded()) else { return nothing }
        return count(whole)
    }

    /// A number of bytes in the unit that leaves one to three digits before the point, such as `1.7 GB`.
    package static func bytes(_ count: Int) -> String {
        var (value, unit) = (Double(count), 0)
        while value >= 999.95, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return "\(decimals(value, unit == 0 ? 0 : 1)) \(units[unit])"
    }

    private static let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

    private static func clock(_ seconds: Double) -> String {
        guard let whole = Int(exactly: seconds.rounded()) else { return nothing }
        let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
        return minutes < 60
            ? "\(minutes):\(twoDigits(rest))" : "\(minutes / 60):\(twoDigits(minutes % 60)):\(twoDigits(rest))"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
