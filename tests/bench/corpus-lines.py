#!/usr/bin/env python3
# purple-guard - makes instant messaging safe by default
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints the cases of other people's scanners, a line each: corpus, rule, "yes" or "no", text in base64. Usage: corpus-lines.py FOLDER"""

import base64
import gzip
import json
import os
import sys


def read(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def write(corpus, rule, is_data, text):
    print(corpus, rule, "yes" if is_data else "no", base64.b64encode(text.encode("utf-8", "replace")).decode(), sep="\t")


tokens = read(sys.argv[1], "gitleaks_cases.json.gz") or {"cases": []}
for case in tokens["cases"]:
    write("tokens", case["rule"], case["kind"] == "tp", case["text"])

# Where no number of findings is known, nothing can be said.
for case in read(sys.argv[1], "presidio_cases.json.gz") or []:
    if case["n"] is not None:
        write("numbers", case["rec"].replace("_recognizer", ""), case["n"] > 0, case["text"])
