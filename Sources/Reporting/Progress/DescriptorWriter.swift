import Glibc

/// Writes text to a file descriptor whose other end may vanish, without harm to the process.
package struct DescriptorWriter: Sendable {
    /// Why text could not be written, as the system words it.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// The system's error number, such as `ENOSPC`.
        package let code: Int32

        /// The system's words.
        package var description: String { String(cString: strerror(code)) }
    }

    let descriptor: Int32

    /// Writes to an open descriptor.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes all of `text`; a reader that is gone (EPIPE) is an error like any other, and raises no signal.
    package func write(_ text: String) throws(Failure) {
        let problem = withoutBrokenPipeSignal { writeAll(Array(text.utf8)[...]) }
        guard problem == 0 else { throw Failure(code: problem) }
    }

    /// The error number, 0 where all went well.
    private func writeAll(_ bytes: ArraySlice<UInt8>) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            // The pointer is only used during the call, and the count is its buffer's own.
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno != EINTR, !(errno == EAGAIN && becomesWritable()) {
                return errno
            }
        }
        return 0
    }

    /// Others may have made the descriptor non-blocking; a full pipe or terminal then gets a second to drain.
    private func becomesWritable() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let answer = poll(&request, 1, 1000)
        let problem = answer == 0 ? EAGAIN : errno
        errno = problem
        return answer > 0
    }

    /// SIGPIPE ends a process by default, and how a process treats it is not a library's to change: so it is held back
    /// for this thread alone, and one that our write raised is taken away before the old mask returns.
    private func withoutBrokenPipeSignal(_ body: () -> Int32) -> Int32 {
        var broken = sigset_t()
        var before = sigset_t()
        var pending = sigset_t()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        sigpending(&pending)
        pthread_sigmask(SIG_BLOCK, &broken, &before)
        let problem = body()
        if problem == EPIPE, sigismember(&pending, SIGPIPE) == 0 {
            var noWait = timespec()
            while sigtimedwait(&broken, nil, &noWait) < 0, errno == EINTR {}
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        return problem
    }
}
