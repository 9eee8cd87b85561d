@_exported import WAMP
