"""Reads a curriculum folder, refuses it whole if anything is wrong, and publishes it as pages."""
