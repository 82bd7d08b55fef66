"""The production profile on this machine, for proofs and measurements."""
