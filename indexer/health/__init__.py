"""Judges whether a crawl can be believed (rule 4): what is counted of it, its source's past, and each way to be odd."""

from indexer.health.verdict import Judgement, judge

__all__ = ["Judgement", "judge"]
