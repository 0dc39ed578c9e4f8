"""One module a resource of the API; each route hands values to a rule and its answer to JSON."""
