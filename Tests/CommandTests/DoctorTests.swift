import Testing

struct DoctorTests {
    @Test func tellsWhatIsHere() async throws {
        let place = try Workplace()
        let outcome = try await place.tessera(["doctor"]).run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        for words in [
            "libtorch 2.11.0", "a step on cpu", "libvips", "GDCM", "free of", "free in \(place.cache)/samples",
        ] {
            #expect(outcome.output.contains(words), "\(words) in \(outcome.output)")
        }
        // At the beginning of a line: the workplace's random name may hold it, too.
        #expect(!outcome.output.contains("\nBAD"), "\(outcome.output)")
    }
}
