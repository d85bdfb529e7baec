import Foundation
import Glibc
import Testing

@testable import TesseraReporting

struct DescriptorWriterTests {
    @Test func writesAllOfIt() throws {
        let pipe = Pipe()
        try DescriptorWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor).write("naïve\n")
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("naïve\n".utf8))
    }

    /// Without protection the signal would end the test process here.
    @Test func aClosedPipeIsAnErrorAndNoSignal() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let writer = DescriptorWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        for _ in 0..<2 {
            #expect(throws: DescriptorWriter.Failure.self) { try writer.write("x") }
        }
    }

    @Test func anInvalidDescriptorIsAnError() {
        let error = #expect(throws: DescriptorWriter.Failure.self) { try DescriptorWriter(descriptor: -1).write("x") }
        #expect(error?.description == "Bad file descriptor")
    }
}
