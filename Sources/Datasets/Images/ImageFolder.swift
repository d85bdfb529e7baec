/// Images in files: each is decoded when it is asked for, of tiled files no more than that needs.
struct ImageFolder: SampleSource {
    let shape: [Int]
    let labels: [Int]
    private let images: [any Picture]
    private let form: ImageForm

    var channels: Int { form.channels }

    /// Whether parts of the samples can be read without decoding the rest.
    var isTiled: Bool { form.size == nil && images.allSatisfy(\.isTiled) }

    /// Images brought to a form; where it has no size, all must have the first one's.
    init(_ images: [any Picture], labels: [Int], form: ImageForm) {
        precondition(images.count == labels.count, "\(labels.count) labels for \(images.count) images")
        (self.images, self.labels, self.form) = (images, labels, form)
        shape = form.size ?? images.first.map { [$0.rows, $0.columns] } ?? []
    }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        let image = images[index]
        guard image.isTiled, form.size == nil else {
            return region.cut(try image.pixels(form), of: shape.map { 0..<$0 }, channels: channels)
        }
        let part = region.envelope
        return region.cut(
            try image.pixels(form, rows: part[0], columns: part[1]), of: part, channels: channels)
    }

    func name(of index: Int) -> String { images[index].path }
}
