import Foundation
import TesseraExperiments

/// How the learning rate goes over a training: a pure function of the share of its steps that are done.
public struct LearningRateSchedule: Sendable, Hashable {
    /// The shape of the curve.
    public let shape: Experiment.Schedule
    /// The largest learning rate.
    public let peak: Double
    /// The share of the steps in which the rate rises; cosine and one-cycle only.
    public let warmup: Double

    /// A schedule that reaches `peak`.
    public init(_ shape: Experiment.Schedule, peak: Double, warmup: Double = 0) {
        self.shape = shape
        self.peak = peak
        self.warmup = warmup
    }

    /// The learning rate of step `step`, from 0, of `steps`.
    ///
    /// - `constant`: the peak.
    /// - `cosine`: linear from 0 during the warm-up, then half a cosine to 0 (Loshchilov, Hutter 2017).
    /// - `onecycle`: half a cosine up from a 25th of the peak, half a cosine down to a 10,000th of that; PyTorch's
    ///   `OneCycleLR` without its change of momentum (Smith, Topin 2019).
    /// - `step`: a tenth from half of the steps on, a hundredth from three quarters on (He and others 2016).
    public func learningRate(step: Int, of steps: Int) -> Double {
        let done = Double(step) / Double(max(steps, 1))
        switch shape {
        case .constant:
            return peak
        case .step:
            return done < 0.5 ? peak : done < 0.75 ? peak / 10 : peak / 100
        case .cosine:
            let rising = warmup * Double(steps)
            if Double(step) < rising { return peak * Double(step + 1) / (rising.rounded(.up) + 1) }
            return cosine(from: peak, to: 0, (done - warmup) / (1 - warmup))
        case .onecycle:
            let low = peak / 25
            let turn = warmup * Double(steps) - 1
            let last = Double(steps - 1)
            if Double(step) <= turn { return cosine(from: low, to: peak, Double(step) / max(turn, 1)) }
            return cosine(from: peak, to: low / 1e4, (Double(step) - max(turn, 0)) / max(last - max(turn, 0), 1))
        }
    }

    private func cosine(from start: Double, to end: Double, _ share: Double) -> Double {
        end + (start - end) / 2 * (1 + cos(.pi * min(max(share, 0), 1)))
    }
}
