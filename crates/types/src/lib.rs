//! Domain quantities of Akash Network: addresses, amounts, ids. No I/O.
