"""Why figures of ours are not those that the simulation was specified by, and what was tried."""

READINGS: dict[tuple[str, str], str] = {}
