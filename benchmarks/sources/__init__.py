"""The measures of reading sources: nothing lost, dates that are right, speed, and what an unchanged source costs."""
