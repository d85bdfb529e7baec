import TesseraDatasets
import TesseraTorch

/// Samples' bytes on a GPU, where batches are cut, varied, normalised and cast: each batch, only where its pixels lie
/// goes there, some hundred bytes a picture.
///
/// Values are those of `BatchReader`, to the bit. Pictures that are turned, zoomed or partly covered are read on the
/// host.
package final class DeviceSamples: @unchecked Sendable {
    // Unchecked: made where a training is put together, used by the one thread that trains.

    /// Larger sets stay on the host: each network and part of the data has its own, and activations need memory, too.
    package static let largest = 1 << 30

    private let samples: Samples
    private var bytes: (device: Device, tensor: Tensor)?
    private var values: [ScalarType: Tensor] = [:]

    /// nil where the samples are too many to be kept on a device.
    package init?(_ samples: Samples) {
        guard samples.bytes.count <= Self.largest else { return nil }
        self.samples = samples
    }

    /// A batch [samples, axes..., channels] of what `reader`, which is of these samples, would read.
    package func batch(
        _ indices: ArraySlice<Int>, epoch: Int?, by reader: BatchReader, type: ScalarType, on device: Device
    ) throws -> Tensor {
        let (count, shape, channels) = (indices.count, reader.box.shape, samples.channels)
        // Where each pixel lies: the sums of its coordinates' places, which the device works out.
        var places = try Tensor(indices.map { $0 * samples.region.count }, shape: [count] + shape.map { _ in 1 })
            .to(.int64, on: device)
        for (axis, sources) in reader.places(indices, epoch: epoch).enumerated() {
            let along = shape.indices.map { $0 == axis ? shape[axis] : 1 }
            places = try places + Tensor(sources, shape: [count] + along).to(.int64, on: device)
        }
        let pixels = try bytes(on: device).indexSelect(axis: 0, places.reshape([-1])).to(.int64, on: device)
        let channel = try Tensor((0..<channels).map { 256 * $0 }, shape: [1, channels]).to(.int64, on: device)
        let table = try values(of: reader, type, on: device)
        return try table.indexSelect(axis: 0, (pixels + channel).reshape([-1])).reshape([count] + shape + [channels])
    }

    /// All pixels' bytes, [samples x pixels, channels].
    private func bytes(on device: Device) throws -> Tensor {
        if let bytes, bytes.device == device { return bytes.tensor }
        let host = try Tensor.empty([samples.bytes.count / samples.channels, samples.channels], type: .uint8)
        try host.withMutableBytes { $0.copyBytes(from: samples.bytes) }
        let tensor = try host.to(.uint8, on: device)
        bytes = (device, tensor)
        return tensor
    }

    /// What each byte of each channel becomes.
    private func values(of reader: BatchReader, _ type: ScalarType, on device: Device) throws -> Tensor {
        if let table = values[type], try table.device == device { return table }
        let table = try Tensor(reader.values, shape: [reader.values.count]).to(type, on: device)
        values[type] = table
        return table
    }
}
