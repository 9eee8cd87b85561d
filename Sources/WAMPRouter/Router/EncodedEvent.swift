import Transport
import WAMP

/// An EVENT in one serialization, made at first use and written to all its receivers.
struct EncodedEvent: ~Copyable {
    /// It has been tried to encode it.
    var isEncoded = false
    /// What came of that.
    var delivery = Delivery.written
    var bytes = OutputBytes()
    /// The frames that large ones are sent as.
    var frames = SharedFrames()
    /// `bytes`, for all who hold it back.
    private var heldCopy: [UInt8] = []

    /// Forgets the event.
    mutating func reset() {
        guard isEncoded else { return }
        isEncoded = false
        bytes.removeAll(keepingCapacityUpTo: 64 << 10)
        frames = SharedFrames()
        heldCopy = []
    }

    /// The bytes in memory that all who hold it back share.
    mutating func copy() -> [UInt8] {
        if heldCopy.isEmpty { heldCopy = Array(bytes.bytes) }
        return heldCopy
    }
}
