"""What runs on the day the demonstration is made."""
