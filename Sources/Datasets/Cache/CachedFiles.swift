/// The files of a data set and the form that their samples are brought to: what decides how decoded samples look.
struct CachedFiles {
    let entries: [SampleListing.Entry]
    /// The form in words, other words for another form.
    let form: String

    /// A hash of all that decides.
    func hash(_ progress: Dataset.Progress?) throws(DatasetError) -> String {
        let hashes = try read(entries, "reading", progress) { entry throws(DatasetError) in
            try ContentHash(ofSample: entry.path)
        }
        var all = ContentHash()
        all.add(Array("4 \(form)".utf8))
        for hash in hashes { all.add(hash) }
        return all.text
    }
}

extension Dataset.Options {
    /// The samples of `files`: decoded ones from the cache, where there is one, else those of `open`.
    ///
    /// - Parameters:
    ///   - files: the files, and the form that their samples are brought to.
    ///   - isRatherReadInParts: whether the samples can perhaps be read in parts where they lie; then they are opened
    ///     before the cache is asked.
    ///   - open: looks at all files, tells what a user should know of them, and says whether they can be read in parts.
    ///     What it tells is kept with the samples, and told again when these come from the cache.
    /// - Returns: the cache's array; what `open` returned where there is no cache, where the samples are read in parts,
    ///   or where the cache cannot keep them.
    /// - Throws: `DatasetError` where a file cannot be read, or is not what it should be.
    func cached(
        _ files: CachedFiles, isRatherReadInParts: Bool,
        open: (_ tell: (String) -> Void) throws(DatasetError) -> (any SampleSource, isReadInParts: Bool)
    ) throws(DatasetError) -> any SampleSource {
        var notes: [String] = []
        func tell(_ note: String) {
            notes.append(note)
            notice?(note)
        }
        var opened: (source: any SampleSource, isReadInParts: Bool)?
        if isRatherReadInParts || cache == nil { opened = try open(tell) }
        guard let cache, opened?.isReadInParts != true else {
            if let opened { return opened.source }
            return try open(tell).0
        }
        let name = try files.hash(progress)
        func samples(_ array: NumPyArray) throws(DatasetError) -> any SampleSource {
            try NumPySamples(
                decoded: array, labels: files.entries.map(\.label), names: files.entries.map(\.path))
        }
        switch cache.find(name, progress: progress) {
        case .array(let array, let kept):
            // Files that were opened have told theirs.
            if opened == nil { kept.forEach(tell) }
            return try samples(array)
        case .damaged(let path): notice?("\(path) is not what was kept there; the samples are decoded again")
        case .nothing: break
        }
        if opened == nil { opened = try open(tell) }
        guard let source = opened?.source else { preconditionFailure("files that were opened are not") }
        let kept = try cache.keep(source, notes: notes, as: name, progress: progress)
        if let array = kept.array { return try samples(array) }
        notice?("decoded samples are not kept (\(kept.reason)); each network decodes them again")
        return source
    }
}
