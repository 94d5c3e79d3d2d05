#!/opt/venv/bin/python3
"""The few options of busybox's wget that our health checks use: -q -T seconds -O file|- URL."""

import shutil
import sys
from getopt import getopt
from urllib.error import URLError
from urllib.request import urlopen

options, addresses = getopt(sys.argv[1:], "qT:O:")
chosen = dict(options)
try:
    with urlopen(addresses[0], timeout=float(chosen.get("-T", 10))) as answer:
        if chosen.get("-O") == "-":
            shutil.copyfileobj(answer, sys.stdout.buffer)
except URLError as error:
    sys.exit(f"wget: {error}")
