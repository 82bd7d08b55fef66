"""Certificates granted while processes are killed: none missing, none twice, none undeserved."""
