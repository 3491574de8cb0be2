"""The kernel process: requests in, mathematics called, replies out. The protocol is docs/protocol.md."""
