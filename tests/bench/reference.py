"""The usual way in Python, for the same answer: CSV -> dated points, flagged in or out of the study area, durable in a
GeoPackage -> H3 counts -> Gi* with the p of a permutation test, corrected -> hexagons in GeoJSON.

Usage: reference.py INCIDENTS.csv STUDY_AREA.geojson OUT_FOLDER. Prints the seconds of each step.
"""
import json
import pathlib
import sys
import time

import esda
import geopandas as gpd
import h3
import numpy as np
import pandas as pd
from libpysal.weights import W
from scipy.stats import false_discovery_control, norm
from shapely.geometry import Polygon

RESOLUTION = 10
ZONE = "Asia/Almaty"


def main(incidents, area, out):
    out = pathlib.Path(out)
    out.mkdir(exist_ok=True)
    clock = [time.perf_counter()]

    def step(name):
        clock.append(time.perf_counter())
        print(f"  {name}: {clock[-1] - clock[-2]:.2f} s", flush=True)

    rows = pd.read_csv(incidents)
    for column in ("start", "end", "registered_at"):
        rows[column] = pd.to_datetime(rows[column], format="mixed", utc=True)
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows.lon, rows.lat), crs=4326)
    study = gpd.read_file(area)
    points["outside_study_area"] = ~points.within(study.union_all())
    step("read, dated, flagged")
    points.to_file(out / "city.gpkg", layer="incidents", driver="GPKG", engine="pyogrio")
    step("durable in a GeoPackage")
    outline = json.load(open(area))["features"][0]["geometry"]
    cells = sorted(h3.geo_to_cells(outline, RESOLUTION))
    found = pd.Series([h3.latlng_to_cell(a, o, RESOLUTION) for a, o in zip(rows.lat, rows.lon)])
    counts = found.value_counts().reindex(cells, fill_value=0).to_numpy(float)
    step("counted")
    inside = set(cells)
    weights = W({c: [n for n in h3.grid_disk(c, 1) if n in inside and n != c] for c in cells},
                id_order=cells, silence_warnings=True)
    step("neighbours")
    g = esda.G_Local(counts, weights, transform="B", star=True, island_weight=0, seed=1)
    q = false_discovery_control(np.minimum(2 * g.p_sim, 1))
    step("Gi* with esda's 999 permutations")
    hexagons = [Polygon([(x, y) for y, x in h3.cell_to_boundary(c)]) for c in cells]
    layer = gpd.GeoDataFrame({"cell": cells, "count": counts, "z": g.Zs, "p_normal": 2 * norm.sf(np.abs(g.Zs)),
                              "p": g.p_sim, "q": q}, geometry=hexagons, crs=4326)
    layer.to_file(out / "hotspots.geojson", driver="GeoJSON", engine="pyogrio")
    step("written as hexagons")


main(*sys.argv[1:4])
