import Glibc

/// A thread that the system would not start.
public struct ThreadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system's error number, such as `EAGAIN`.
    public let code: Int32

    package init(code: Int32) { self.code = code }

    /// What the system says, and what would be right.
    public var description: String {
        "a thread cannot be started (\(String(cString: strerror(code)))); raise the limits on processes and memory "
            + "(ulimit -u, ulimit -v), or use fewer --workers"
    }
}

/// Runs `body` on a new thread of its own, with a stack of 16 MiB: autograd recurses through deep graphs.
///
/// Foundation's `Thread` does not tell that it could not be started, and who waits for it waits for ever.
///
/// - Throws: `ThreadError`; then `body` is never called.
package func startThread(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 16 << 20)
    // Unmanaged: a C function carries what the thread is to do, and gives it up there.
    let carried = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, &attributes,
        { carried in
            if let carried { Unmanaged<ThreadBody>.fromOpaque(carried).takeRetainedValue().run() }
            return nil
        }, carried.toOpaque())
    guard code == 0 else {
        carried.release()
        throw ThreadError(code: code)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
