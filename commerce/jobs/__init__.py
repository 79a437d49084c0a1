"""Jobs: what runs by the clock, and the worker that runs all of it."""
