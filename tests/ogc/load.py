#!/usr/bin/env python3
"""Asks one address over and over.  usage: load.py NAME URL CONNECTIONS SECONDS"""
import http.client
import sys
import threading
import time
import urllib.parse

name, url, connections, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
at = urllib.parse.urlsplit(url)
done, size, end = [0] * connections, [0], time.monotonic() + seconds


def ask(me):
    line = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    while time.monotonic() < end:
        line.request("GET", f"{at.path}?{at.query}", headers={"Accept": "application/geo+json"})
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 200, (answer.status, body[:200])
        done[me] += 1
        size[0] = len(body)


threads = [threading.Thread(target=ask, args=(me,)) for me in range(connections)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{name}: {sum(done) / seconds:.1f} requests a second, {size[0]} bytes each, {connections} connections")
