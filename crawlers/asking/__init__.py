"""How a host is asked: what both engines share (the manners, robots.txt, which networks), and how httpx sends."""
