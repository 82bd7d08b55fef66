"""Proof that no acknowledged answer is lost while processes are killed: `make faults`."""
