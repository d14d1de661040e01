"""The measures of meaning: what words mean, and that two listings are one thing."""
