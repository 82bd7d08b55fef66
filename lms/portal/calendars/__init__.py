"""A person's own calendar: everything they have a part in, as a feed for their phone."""
