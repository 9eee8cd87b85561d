"""The serializers of WAMP: whole messages, messages around a payload as it is, and batches of messages."""

import base64
import binascii
import json
import struct

import cbor2
import msgpack


class Serializer:
    """`number` is the one of the RawSocket handshake."""

    name: str
    number: int
    is_text = False

    def encode(self, value):
        raise NotImplementedError

    def decode(self, data):
        raise NotImplementedError

    def head(self, count):
        """What stands before the elements of a list of up to 15."""
        raise NotImplementedError

    def message(self, elements, *parts):
        """A message of these elements and behind them some that are serialized already."""
        head = self.head(len(elements) + len(parts))
        return b"".join([head, *map(self.encode, elements), *parts])

    def payload(self, *parts):
        """How these serialized elements must stand at the end of a message."""
        return b"".join(parts)

    def batch(self, messages):
        return b"".join(struct.pack("!L", len(message)) + message for message in messages)

    def split(self, batch):
        """The messages of a batch, which must be whole and not empty."""
        messages, start = [], 0
        while start < len(batch):
            length = int.from_bytes(batch[start : start + 4], "big")
            start += 4
            assert 0 < length <= len(batch) - start, f"a broken batch: {batch!r}"
            messages.append(batch[start : start + length])
            start += length
        assert messages, "an empty batch"
        return messages


class JSON(Serializer):
    """Binary is a string of U+0000 and base64 (advanced profile, "Binary support in JSON")."""

    name = "json"
    number = 1
    is_text = True
    separator = b"\x18"

    def encode(self, value):
        return json.dumps(value_to_json(value), ensure_ascii=False, allow_nan=False).encode()

    def decode(self, data):
        return json_to_value(json.loads(data.decode()))

    def message(self, elements, *parts):
        return b"[" + b",".join([*map(self.encode, elements), *parts]) + b"]"

    def payload(self, *parts):
        return b"," + b",".join(parts) + b"]"

    def batch(self, messages):
        return b"".join(message + self.separator for message in messages)

    def split(self, batch):
        *messages, rest = batch.replace(b"\x1e", b"\x18").split(b"\x18")
        assert rest == b"" and messages and all(messages), f"a broken batch: {batch!r}"
        return messages


class MessagePack(Serializer):
    name = "msgpack"
    number = 2

    def encode(self, value):
        return msgpack.packb(value)

    def decode(self, data):
        return msgpack.unpackb(data)

    def head(self, count):
        return bytes([0x90 | count])


class CBOR(Serializer):
    name = "cbor"
    number = 3

    def encode(self, value):
        return cbor2.dumps(value)

    def decode(self, data):
        return cbor2.loads(data)

    def head(self, count):
        return bytes([0x80 | count])


SERIALIZERS = {serializer.name: serializer for serializer in (JSON(), MessagePack(), CBOR())}


def value_to_json(value):
    if isinstance(value, bytes):
        return "\0" + base64.b64encode(value).decode()
    if isinstance(value, (list, tuple)):
        return [value_to_json(element) for element in value]
    if isinstance(value, dict):
        return {key: value_to_json(element) for key, element in value.items()}
    return value


def json_to_value(value):
    if isinstance(value, str) and value.startswith("\0"):
        try:
            return base64.b64decode(value[1:], validate=True)
        except (ValueError, binascii.Error):
            return value
    if isinstance(value, list):
        return [json_to_value(element) for element in value]
    if isinstance(value, dict):
        return {key: json_to_value(element) for key, element in value.items()}
    return value


def same(first, second):
    """Equal in every respect: types, signs, the order of keys."""
    return repr(first) == repr(second)
