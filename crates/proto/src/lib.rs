//! Protobuf messages of Akash Network and of the Cosmos SDK modules it uses.
