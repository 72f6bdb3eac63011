// Where the map looks: kept in the page's address without ever running the page again.
"use strict";
((Z) => {
  const HOME = [[34.24, 112.68], [34.99, 114.25]]; // the whole city
  const DEEPEST_FIT = 15; // pointing at a thing should still show its surroundings

  // The page above the frame; null where the browser keeps it from us (embedded elsewhere).
  function page() {
    try {
      return window.parent.location.href ? window.parent : null;
    } catch {
      return null;
    }
  }

  function read() {
    const above = page();
    const text = above && new URLSearchParams(above.location.search).get("view");
    const [lat, lng, zoom] = (text || "").split(",").map(Number);
    const isPlace = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 22;
    return isPlace ? { center: L.latLng(lat, lng), zoom } : null;
  }

  class View {
    // `leftMargin()` [px]: what stands over the map's left edge.
    constructor(map, leftMargin) {
      this.map = map;
      this.leftMargin = leftMargin;
      this.moved = null;
      this.again = null; // puts the map where it was sent
      this.at = null; // where that is; null on the way
      const given = read();
      this.hadView = Boolean(given);
      if (given) this.show(given);
      else this.home(false);
      map.on("moveend", () => this.write());
      const above = page();
      if (above) {
        const follow = () => this.follow();
        above.addEventListener("popstate", follow);
        window.addEventListener("pagehide", () => above.removeEventListener("popstate", follow));
      }
      this.watchSize();
    }

    // Send the map somewhere; it stays there while panels open and fold around it, until the reader
    // moves it.
    send(go, animate = false) {
      this.again = go;
      this.at = null;
      this.map.once("moveend", () => { this.at = `${this.map.getCenter()}`; });
      go(animate);
    }

    isThere() { return this.at === null || this.at === `${this.map.getCenter()}`; }

    home(animate = true) {
      this.send((slowly) => this.map.fitBounds(HOME, { animate: slowly, paddingTopLeft: [this.leftMargin(), 0] }), animate);
    }

    // `reset`, because a pan would round the place to whole pixels and a link would drift.
    show({ center, zoom }) { this.send(() => this.map.setView(center, zoom, { reset: true })); }

    // Back and forward of the browser.
    follow() {
      const given = read();
      if (given) this.show(given);
    }

    write() {
      const above = page();
      const size = this.map.getSize();
      if (!above || !size.x || !size.y) return;
      const { lat, lng } = this.map.getCenter();
      const text = `${lat.toFixed(5)},${lng.toFixed(5)},${Number(this.map.getZoom().toFixed(2))}`;
      const address = new URL(above.location.href);
      if (address.searchParams.get("view") === text) return;
      address.searchParams.set("view", text);
      above.history.replaceState(above.history.state, "", address);
    }

    // A wish to go somewhere counts once per `n`; the link's own view wins over the first.
    go(move) {
      const first = this.moved === null;
      if (!move) {
        if (first) this.moved = -1;
        return;
      }
      if (move.n === this.moved) return;
      this.moved = move.n;
      if (first && this.hadView) return;
      const [west, south, east, north] = move.bounds;
      const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const fit = { maxZoom: DEEPEST_FIT, padding: [48, 48], duration: 0.4 };
      this.send((slowly) => this.map.fitBounds([[south, west], [north, east]], { ...fit, animate: slowly }), animate);
    }

    // A frame that was hidden or folded away comes back with a size: Leaflet must look again.
    watchSize() {
      let wasEmpty = !this.map.getSize().x;
      new ResizeObserver(() => {
        const { clientWidth, clientHeight } = this.map.getContainer();
        if (!clientWidth || !clientHeight) { wasEmpty = true; return; }
        const [center, isThere] = [this.map.getCenter(), this.isThere()];
        this.map.invalidateSize({ animate: false, pan: false });
        if (isThere) this.send(this.again);
        else if (wasEmpty) this.map.setView(center, this.map.getZoom(), { animate: false });
        wasEmpty = false;
      }).observe(this.map.getContainer());
    }
  }

  Z.view = { View };
})(window.Z);
