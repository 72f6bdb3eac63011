// Where the map looks: kept in the page's address without ever running the page again.
"use strict";
((Z) => {
  const HOME = [[34.24, 112.68], [34.99, 114.25]]; // the whole city
  const DEEPEST_FIT = 15; // pointing at a thing should still show its surroundings
  const LEAST_FREE_PX = 200; // in a narrower view the legend may cover a part
  const AROUND_PX = 48;
  const FLIGHT_S = 1.1;
  const HOME_LEFT_PX = 110; // the city's south-west corner is empty: the legend may stand there
  const PLACE = /^-?[0-9]{1,3}(\.[0-9]+)?,-?[0-9]{1,3}(\.[0-9]+)?,[0-9]{1,2}(\.[0-9]+)?$/; // as layers/view.py reads it

  const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // The page above the frame; null where the browser keeps it from us (embedded elsewhere).
  function page() {
    try {
      return window.parent.location.href ? window.parent : null;
    } catch {
      return null;
    }
  }

  // What an address calls a place; null for anything else.
  function placeOf(text) {
    if (!PLACE.test(text)) return null;
    const [lat, lng, zoom] = text.split(",").map(Number);
    const isPlace = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom <= 22;
    return isPlace ? { center: L.latLng(lat, lng), zoom } : null;
  }

  function read() {
    const above = page();
    return above && placeOf(new URLSearchParams(above.location.search).get("view") ?? "");
  }

  class View {
    // `covered()` [px]: what stands over the map's left and right edges.
    constructor(map, covered) {
      this.map = map;
      this.covered = covered;
      this.moved = null;
      this.again = null; // puts the map where it was sent
      this.at = null; // where that is; null on the way
      this.written = false; // whether the address tells a place of ours
      const given = read();
      this.hadView = Boolean(given);
      if (given) this.show(given);
      else this.home(false);
      map.on("moveend", () => this.write());
      const above = page();
      if (above) {
        const follow = () => this.follow();
        above.addEventListener("popstate", follow);
        // The server's answer to a press may write, after the map has moved, where the map was before.
        const keep = ({ navigationType }) => { if (this.written && navigationType !== "traverse") this.write(); };
        above.navigation?.addEventListener("currententrychange", keep);
        window.addEventListener("pagehide", () => {
          above.removeEventListener("popstate", follow);
          above.navigation?.removeEventListener("currententrychange", keep);
        });
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
      const fit = (slowly) => {
        const { left, right } = this.covered();
        this.map.fitBounds(HOME, { animate: slowly, paddingTopLeft: [Math.min(left, HOME_LEFT_PX), 0], paddingBottomRight: [right, 0] });
      };
      this.send(fit, animate);
    }

    // Room to leave around what is shown: what covers the map, and a margin.
    padding() {
      const { x, y } = this.map.getSize();
      const around = Math.min(AROUND_PX, x / 8, y / 8);
      const { left, right } = this.covered();
      const free = x - left - right - 2 * around;
      return { paddingTopLeft: [around + (free < LEAST_FREE_PX ? 0 : left), around], paddingBottomRight: [around + right, around] };
    }

    // What covers the map has changed before the reader saw anything.
    settle() { if (this.moved === null && !this.hadView && this.isThere()) this.send(this.again); }

    // A card opens over what was clicked: the map steps aside.
    reveal(latlng) {
      const { right } = this.covered();
      const { x } = this.map.latLngToContainerPoint(latlng);
      const hidden = x - (this.map.getSize().x - right - AROUND_PX);
      if (right && hidden > 0) this.map.panBy([hidden, 0], { animate: !isStill() });
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
      if (!placeOf(text) || address.searchParams.get("view") === text) return; // beyond the edge of the world
      address.searchParams.set("view", text);
      this.written = true;
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
      if (first && this.hadView && !move.fly) return;
      this.send((slowly) => this.take(move, slowly), !first && !isStill());
    }

    // A story flies there in one sweep, so that a room sees where it goes.
    take({ bounds, place, fly }, slowly) {
      const sweep = fly && slowly;
      if (place) {
        const [lat, lng, zoom] = place;
        if (sweep) this.map.flyTo([lat, lng], zoom, { duration: FLIGHT_S });
        else this.map.setView([lat, lng], zoom, { animate: slowly });
        return;
      }
      const [west, south, east, north] = bounds;
      const around = { ...this.padding(), maxZoom: DEEPEST_FIT };
      if (sweep) this.map.flyToBounds([[south, west], [north, east]], { ...around, duration: FLIGHT_S });
      else this.map.fitBounds([[south, west], [north, east]], { ...around, duration: 0.4, animate: slowly });
    }

    // A frame that was hidden or folded away comes back with a size: Leaflet must look again.
    watchSize() {
      let wasEmpty = !this.map.getSize().x;
      new ResizeObserver(() => {
        const { clientWidth, clientHeight } = this.map.getContainer();
        if (!clientWidth || !clientHeight) { wasEmpty = true; return; }
        if (!wasEmpty && this.map.getSize().equals([clientWidth, clientHeight])) return; // it tells the first size, too
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
