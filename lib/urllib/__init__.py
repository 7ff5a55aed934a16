"""URLs: their parts (parse), opening them (request) and what goes wrong (error)."""
