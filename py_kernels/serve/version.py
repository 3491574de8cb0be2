"""The protocol's version; without torch, whose import takes seconds."""

from .schema import Schemas

FILE = "protocol.schema.json"
PROTOCOL: int = Schemas.read(FILE).files[FILE]["protocol"]
