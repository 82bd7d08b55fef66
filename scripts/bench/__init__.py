"""Measurements as ratios to a bare Django view, written to docs/benchmarks.md: `make bench`."""
