"""One file for each kind that is crawled with Scrapy; the file's name is the kind's name."""
