"""The settings of Scrapy that hold for every crawl; spider.py adds those of the city."""

BOT_NAME = "CityOfLearning"
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
METAREFRESH_ENABLED = False

# Scrapy opens these two to the machine's other users by default.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# One request at a time for each host, with an even delay: what a provider's log should show.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 32
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
REDIRECT_MAX_TIMES = 5

# Scrapy starts so many tasks for each answer (100 by default, a quarter of a crawl's work); ours leads to one request.
CONCURRENT_ITEMS = 1

# Off by default in Scrapy; httpx verifies, so both do.
DOWNLOAD_VERIFY_CERTIFICATES = True

# Every status comes back to the spider, which tells 304 and 404 apart.
HTTPERROR_ALLOW_ALL = True

LOG_LEVEL = "WARNING"
DOWNLOAD_WARNSIZE = 0
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
