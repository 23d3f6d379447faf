"""The project's own data: the municipalities of North Rhine-Westphalia, and the network's history.

nrw_register.csv: AGS and names after the annex of the MietNEinV (BGBl. I 2021 p. 3738, territorial
status 25 January 2021), Stadt or Gemeinde after the warning cells of the Deutscher Wetterdienst,
coordinates (WGS 84) and rounded population figures, which are not official, after GeoNames, CC BY
4.0; 21 rows that GeoNames does not have carry approximate values. network_history.json names its
source fact by fact.
"""

REGISTER_SOURCE = (
    "nrw_register.csv: BGBl. I 2021 p. 3738 (AGS, names), DWD (kinds), "
    "GeoNames CC BY 4.0 (population, coordinates)"
)
