"""Nothing: start-up and exit."""
