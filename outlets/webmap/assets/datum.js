// WGS 84 to GCJ-02 and the Leaflet CRS that lays our WGS 84 layers onto a GCJ-02 basemap.
// Mouse, measuring and the page's address stay WGS 84: only the projection shifts.
"use strict";
((Z) => {
  const AXIS = 6378245.0; // Krasovsky 1940, as the published polynomial uses it
  const ECCENTRICITY_2 = 0.00669342162296594323;

  function offset(lon, lat) {
    const x = lon - 105;
    const y = lat - 35;
    const root = Math.sqrt(Math.abs(x));
    const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2 / 3;
    let dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave;
    dLat += (20 * Math.sin(y * Math.PI) + 40 * Math.sin(y / 3 * Math.PI)) * 2 / 3;
    dLat += (160 * Math.sin(y / 12 * Math.PI) + 320 * Math.sin(y * Math.PI / 30)) * 2 / 3;
    let dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave;
    dLon += (20 * Math.sin(x * Math.PI) + 40 * Math.sin(x / 3 * Math.PI)) * 2 / 3;
    dLon += (150 * Math.sin(x / 12 * Math.PI) + 300 * Math.sin(x / 30 * Math.PI)) * 2 / 3;
    const radians = lat / 180 * Math.PI;
    const magic = 1 - ECCENTRICITY_2 * Math.sin(radians) ** 2;
    const meridian = AXIS * (1 - ECCENTRICITY_2) / (magic * Math.sqrt(magic));
    return [
      dLon * 180 / (AXIS / Math.sqrt(magic) * Math.cos(radians) * Math.PI),
      dLat * 180 / (meridian * Math.PI),
    ];
  }

  const inChina = (lon, lat) => lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

  function toGcj(lon, lat) {
    if (!inChina(lon, lat)) return [lon, lat];
    const [dLon, dLat] = offset(lon, lat);
    return [lon + dLon, lat + dLat];
  }

  // Fixed-point inverse: the offset changes by less than a thousandth of itself, so five rounds
  // leave less than a micrometre.
  function fromGcj(lon, lat) {
    let [x, y] = [lon, lat];
    for (let round = 0; round < 5; round += 1) {
      const [gx, gy] = toGcj(x, y);
      x -= gx - lon;
      y -= gy - lat;
    }
    return [x, y];
  }

  const mercator = L.Projection.SphericalMercator;
  const shifted = L.extend({}, mercator, {
    project({ lat, lng }) {
      const [x, y] = toGcj(lng, lat);
      return mercator.project(L.latLng(y, x));
    },
    unproject(point) {
      const { lat, lng } = mercator.unproject(point);
      const [x, y] = fromGcj(lng, lat);
      return L.latLng(y, x);
    },
  });
  const gcj02 = L.extend({}, L.CRS.EPSG3857, { code: "EPSG:3857", projection: shifted });

  // Web Mercator in a unit square, flat arrays in and out: the layers' own fast projection.
  function projectAll(lonLat, datum) {
    const world = new Float64Array(lonLat.length);
    for (let at = 0; at < lonLat.length; at += 2) {
      let lon = lonLat[at];
      let lat = lonLat[at + 1];
      if (datum === "gcj02") [lon, lat] = toGcj(lon, lat);
      world[at] = lon / 360 + 0.5;
      world[at + 1] = 0.5 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / (2 * Math.PI);
    }
    return world;
  }

  Z.datum = { toGcj, fromGcj, projectAll, crs: (datum) => (datum === "gcj02" ? gcj02 : L.CRS.EPSG3857) };
})(window.Z);
