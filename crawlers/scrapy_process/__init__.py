"""The process in which Scrapy reads the sources of crawlers/spiders, and what starts it."""
