"""When, and for which city: the city file, the command, the run and its report."""
