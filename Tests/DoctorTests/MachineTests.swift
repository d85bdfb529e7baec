import Testing

@testable import TesseraDoctor

@Suite struct MachineTests {
    @Test func tellsWhatItHas() throws {
        #expect(try #require(Machine.freeMemory) > 0)
        let disk = try #require(Machine.freeDisk(at: "/"))
        #expect(disk > 0)
        // Where a folder is not made yet the one that it will be in counts.
        #expect(Machine.freeDisk(at: "/no/such/folder") != nil)
    }
}
