#!/usr/bin/env python3
"""Incidents at random places of Almaty, and the area around them.  usage: make_rows.py COUNT incidents.csv area.geojson"""
import json
import random
import sys

count, rows, area = int(sys.argv[1]), sys.argv[2], sys.argv[3]
dice = random.Random(1)
with open(rows, "w", encoding="utf8") as file:
    file.write("id,lon,lat,date,category\n")
    for n in range(count):
        lon, lat = dice.uniform(76.8, 77.05), dice.uniform(43.2, 43.37)
        day, hour = dice.randrange(1, 29), dice.randrange(24)
        file.write(f"{n},{lon:.6f},{lat:.6f},2024-{dice.randrange(1, 13):02}-{day:02} {hour:02}:00,{dice.choice(['theft', 'robbery', 'burglary'])}\n")
ring = [[76.8, 43.2], [77.05, 43.2], [77.05, 43.37], [76.8, 43.37], [76.8, 43.2]]
feature = {"type": "Feature", "properties": {"code": "city", "name": "City"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
with open(area, "w", encoding="utf8") as file:
    json.dump({"type": "FeatureCollection", "features": [feature]}, file)
