import TesseraDatasets
import Testing

struct ReaderLibraryTests {
    /// The scripts install all of them.
    @Test func allAreHere() {
        let libraries = ReaderLibrary.all
        #expect(libraries.map(\.name) == ["libvips", "TurboJPEG", "GDCM"])
        for library in libraries { #expect(library.version != nil, "\(library)") }
        #expect(libraries[0].version?.hasPrefix("8.") == true && libraries[2].version?.hasPrefix("3.") == true)
    }
}
