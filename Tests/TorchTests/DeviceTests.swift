import Foundation
import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct DeviceTests {
    /// Where CUDA's libraries are missing, the error names one; where they are, there are none or more devices.
    @Test func openingCUDASaysWhatIsMissing() throws {
        do {
            try #expect(Device.openCUDA() >= 0)
        } catch let error as TorchError {
            #expect(error.kind == .device)
            #expect(error.message.contains(".so"), "\(error.message)")
            // libtorch_cuda.so itself was found: it lies beside libtorch_cpu.so.
            #expect(!error.message.contains("libtorch_cuda.so: cannot open"), "\(error.message)")
        }
    }

    @Test func aDeviceThatIsNotThereIsThrown() throws {
        if let count = try? Device.openCUDA(), count > 0 { return }
        #expect {
            try Tensor.full([1], 0, on: .cuda(0))
        } throws: { error in
            (error as? TorchError)?.kind == .device
        }
    }

    @Test func descriptions() {
        #expect("\(Device.cpu) \(Device.cuda(1))" == "cpu cuda:1")
        #expect(Runtime.version == "2.11.0")
        #expect(Device.cuda(0).prefersBFloat16)
    }

    /// Each thread's number is its own, also where another sets its own before the first has run anything.
    @Test func threadsAreSetForTheCallingThread() async throws {
        let first = try await onThread {
            try Runtime.setThreads(2)
            let done = DispatchSemaphore(value: 0)
            Thread {
                try? Runtime.setThreads(1)
                done.signal()
            }.start()
            done.wait()
            try #expect(Tensor.full([100_000], 1).sum().item == 100_000)
            return try Runtime.threads
        }
        #expect(first == 2)
        let second = try await onThread {
            try Runtime.setThreads(1)
            return try Runtime.threads
        }
        #expect(second == 1)
    }

    /// libtorch's template of a parallel loop is a loop on one thread where the compiler has no OpenMP.
    @Test func ourLoopsRunOnThatManyThreads() async throws {
        for count in 1...3 {
            let seen = try await onThread {
                try Runtime.setThreads(count)
                return try Runtime.threads(ofLoop: 12)
            }
            #expect(seen == count)
        }
        #expect(try Runtime.threads(ofLoop: 1) == 1 && Runtime.threads(ofLoop: 0) == 0)
    }
}
