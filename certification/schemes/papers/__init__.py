"""What a candidate signs or hands in for a certificate: agreements, and documents an officer accepts."""
