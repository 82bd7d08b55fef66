"""An invented history for the demonstration, made through the same actions as real use."""
