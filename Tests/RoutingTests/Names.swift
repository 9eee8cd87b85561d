import Routing
import WAMP

extension SessionIndex {
    static let alice = SessionIndex(0)
    static let bob = SessionIndex(1)
    static let carol = SessionIndex(2)
    static let dave = SessionIndex(3)
}
