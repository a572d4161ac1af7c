//! Server of the web build: static files, RPC proxy, provider bridge.
