"""The usual way in Python: CSV -> points -> H3 counts -> Gi* -> q -> hexagons and points in a GeoPackage.

Usage: reference.py INCIDENTS.csv STUDY_AREA.geojson OUT.gpkg
"""
import json
import sys

import esda
import geopandas as gpd
import h3
import numpy as np
import pandas as pd
from libpysal.weights import W
from scipy.stats import false_discovery_control, norm
from shapely.geometry import Polygon

RESOLUTION = 10


def main(incidents, area, out):
    rows = pd.read_csv(incidents)
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows.lon, rows.lat), crs=4326)
    points.to_file(out, layer="incidents", driver="GPKG", engine="pyogrio")  # what makes ours durable
    outline = json.load(open(area))["features"][0]["geometry"]
    cells = sorted(h3.geo_to_cells(outline, RESOLUTION))
    found = pd.Series([h3.latlng_to_cell(a, o, RESOLUTION) for a, o in zip(rows.lat, rows.lon)])
    counts = found.value_counts().reindex(cells, fill_value=0).to_numpy(float)
    inside = set(cells)
    weights = W({c: [n for n in h3.grid_disk(c, 1) if n in inside and n != c] for c in cells},
                id_order=cells, silence_warnings=True)
    z = esda.G_Local(counts, weights, transform="B", star=True, permutations=0, island_weight=0).Zs
    p = 2 * norm.sf(np.abs(z))
    hexagons = [Polygon([(x, y) for y, x in h3.cell_to_boundary(c)]) for c in cells]
    layer = gpd.GeoDataFrame({"cell": cells, "count": counts, "z": z, "p": p, "q": false_discovery_control(p)},
                             geometry=hexagons, crs=4326)
    layer.to_file(out, layer="hotspots", driver="GPKG", engine="pyogrio")


main(*sys.argv[1:4])
