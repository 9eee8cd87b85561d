import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Sending on a channel's descriptor past NIO's pending-write machinery, where nothing stands in between.
///
/// Conditions, all kept by `OutboundQueue`: a plain TCP or Unix stream without TLS; on the channel's loop; NIO has nothing
/// pending for the channel; the descriptor is forgotten before the channel closes it. What the kernel does not take goes
/// through the channel. Errors are left for NIO to find in its own read or write.
struct DirectSend {
    private let descriptor: CInt

    /// `nil` where the channel has no descriptor to send on (embedded channels) or direct sending is switched off.
    init?(channel: any Channel, isEnabled: Bool) {
        guard isEnabled else { return nil }
        let found = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: CInt.self
        ) { $0 }
        guard let found else { return nil }
        descriptor = found
    }

    /// Sends what the kernel takes now and tells how much that was.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            if sent >= 0 { return sent }
            if errno != EINTR { return 0 }
        }
    }
    /// The same for bytes that stand in three places, in this order.
    func send(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ third: UnsafeRawBufferPointer
    ) -> Int {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: 3) { pieces in
            pieces[0] = iovec(first)
            pieces[1] = iovec(second)
            pieces[2] = iovec(third)
            var message = msghdr()
            message.msg_iov = pieces.baseAddress
            message.msg_iovlen = 3
            while true {
                let sent = sendmsg(descriptor, &message, CInt(MSG_NOSIGNAL))
                if sent >= 0 { return sent }
                if errno != EINTR { return 0 }
            }
        }
    }
}

extension iovec {
    fileprivate init(_ piece: UnsafeRawBufferPointer) {
        self.init(iov_base: UnsafeMutableRawPointer(mutating: piece.baseAddress), iov_len: piece.count)
    }
}
