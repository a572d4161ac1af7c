//! Sign docs, queries and the life of a transaction, over a transport.
