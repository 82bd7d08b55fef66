"""The cohort of 2012, and what its instructors gave in 2013."""
