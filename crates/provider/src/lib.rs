//! Client of the provider gateway: manifest, status, logs, events.
