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

    home(animate = true) {
      this.map.fitBounds(HOME, { animate, paddingTopLeft: [this.leftMargin(), 0] });
      this.homeView = `${this.map.getCenter()}`;
    }

    // Still where the map opened: then a frame that grows shows the whole city again.
    isHome() { return this.homeView === `${this.map.getCenter()}`; }

    // What the address asks for; held while panels open and fold around the map.
    show(given) {
      this.map.setView(given.center, given.zoom, { animate: false });
      this.given = given;
      this.givenView = `${this.map.getCenter()}`;
    }

    isGiven() { return this.givenView === `${this.map.getCenter()}`; }

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
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: DEEPEST_FIT, padding: [48, 48], animate, duration: 0.4 });
    }

    // A frame that was hidden or folded away comes back with a size: Leaflet must look again.
    watchSize() {
      let wasEmpty = !this.map.getSize().x;
      new ResizeObserver(() => {
        const { clientWidth, clientHeight } = this.map.getContainer();
        if (!clientWidth || !clientHeight) { wasEmpty = true; return; }
        const [center, atHome, atGiven] = [this.map.getCenter(), this.isHome(), this.isGiven()];
        this.map.invalidateSize({ animate: false, pan: false });
        if (atHome) this.home(false);
        else if (atGiven) this.show(this.given);
        else if (wasEmpty) this.map.setView(center, this.map.getZoom(), { animate: false });
        wasEmpty = false;
      }).observe(this.map.getContainer());
    }
  }

  Z.view = { View };
})(window.Z);
