// Buttons, scale bar, coordinates, north, attribution: what stands around the map's edge.
"use strict";
((Z) => {
  const ICONS = {
    zoomIn: "M8 3v10M3 8h10", zoomOut: "M3 8h10",
    home: "M2.5 8 8 3l5.5 5M4.5 7v6h7V7",
    fullscreen: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
    measureLength: "M2 11 11 2l3 3-9 9zM5 8l1.5 1.5M7 6l1.5 1.5M9 4l1.5 1.5",
    measureArea: "M3 5.5 8.5 3 13 7l-2.5 6L4 12z",
  };
  const SVG = "http://www.w3.org/2000/svg";

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  function name(button, word) {
    button.setAttribute("aria-label", Z.words.say(word));
    button.title = Z.words.say(word);
  }

  // A button that is there in small frames only, and unfolds what these leave out.
  function folding(className, sign, box) {
    const unfold = () => button.setAttribute("aria-expanded", String(box.classList.toggle("zt-unfolded")));
    const button = Z.element("button", { type: "button", class: className, "aria-expanded": "false", onclick: unfold }, sign);
    return button;
  }

  class Toolbar {
    constructor(container, actions) {
      this.buttons = new Map();
      this.box = Z.element("div", { class: "zt-toolbar", role: "toolbar", "aria-orientation": "vertical" });
      for (const group of [["zoomIn", "zoomOut", "home"], ["fullscreen"], ["measureLength", "measureArea"]]) {
        const cluster = Z.element("div", { class: "zt-cluster zt-panel" });
        for (const name of group) {
          const button = Z.element("button", { type: "button", onclick: actions[name] }, icon(name));
          this.buttons.set(name, button);
          cluster.append(button);
        }
        this.box.append(cluster);
      }
      this.more = folding("zt-more zt-panel", "⋯", this.box);
      this.box.append(this.more);
      Z.shield(this.box);
      container.append(this.box);
    }

    label(isFullscreen, measuring) {
      this.box.setAttribute("aria-label", Z.words.say("tools"));
      name(this.more, "moreTools");
      for (const [key, button] of this.buttons) {
        name(button, key === "fullscreen" && isFullscreen ? "exitFullscreen" : key);
      }
      for (const [key, mode] of [["measureLength", "length"], ["measureArea", "area"]]) {
        this.buttons.get(key).setAttribute("aria-pressed", String(measuring === mode));
      }
    }
  }

  // A bar of a round length that holds at the map's centre (on the ellipsoid, not on the sphere).
  class ScaleBar {
    constructor(container) {
      this.text = Z.element("span", {});
      this.bar = Z.element("div", { class: "zt-scale", role: "img" }, this.text);
      container.append(this.bar);
    }

    update(map) {
      const { x, y } = map.getSize().divideBy(2);
      const ends = [map.containerPointToLatLng([x - 50, y]), map.containerPointToLatLng([x + 50, y])];
      const metres = Z.measure.measure(ends, false).length;
      if (!(metres > 0)) return;
      const power = 10 ** Math.floor(Math.log10(metres));
      const round = [5, 2, 1].find((step) => step * power <= metres) * power;
      const word = round >= 1000 ? `${round / 1000} ${Z.words.say("kilometre")}` : `${round} ${Z.words.say("metre")}`;
      this.text.textContent = word;
      this.bar.style.width = `${(round / metres) * 100}px`;
      this.bar.setAttribute("aria-label", `${Z.words.say("scale")} ${word}`);
    }
  }

  class Coordinates {
    constructor(container) {
      this.box = Z.element("output", { class: "zt-coordinates", "aria-live": "off" });
      container.append(this.box);
    }

    show({ lat, lng }) {
      this.box.textContent = `${lng.toFixed(5)}°E  ${lat.toFixed(5)}°N`;
      this.box.title = Z.words.say("coordinates");
      this.box.setAttribute("aria-label", Z.words.say("coordinates"));
    }
  }

  function north() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 34");
    svg.setAttribute("aria-hidden", "true");
    for (const [shape, className] of [["M10 11 16 32l-6-4z", "zt-north-dark"], ["M10 11 4 32l6-4z", "zt-north-light"]]) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", shape);
      path.setAttribute("class", className);
      svg.append(path);
    }
    const letter = document.createElementNS(SVG, "text");
    letter.setAttribute("x", "10");
    letter.setAttribute("y", "9");
    letter.textContent = "N";
    svg.append(letter);
    return Z.element("div", { class: "zt-north", role: "img" }, svg);
  }

  // Sources, licence, and the review number that a Chinese map must show at its lower left.
  class Imprint {
    constructor(notices, credits) {
      this.notice = Z.element("span", { class: "zt-notice" });
      this.credit = Z.element("span", { class: "zt-credit" });
      notices.append(this.notice);
      this.about = folding("zt-about-map zt-panel", "ⓘ", notices.parentElement);
      Z.shield(this.about);
      credits.append(this.credit, this.about);
    }

    update(notice, basemap) {
      name(this.about, "aboutMap");
      const number = notice ? `审图号：${notice}` : Z.words.say("unreviewed");
      this.notice.textContent = `${number} · ${Z.words.say("boundary")}`;
      const osm = Z.element("a", { href: "https://www.openstreetmap.org/copyright", target: "_blank", rel: "noopener noreferrer" }, Z.words.say("osm"));
      const parts = [osm, ` · ${Z.words.say("data")}`];
      if (basemap && basemap.attribution) parts.push(` · ${basemap.attribution}`);
      if (basemap && basemap.datum === "gcj02") parts.push(` · ${Z.words.say("shifted")}`);
      this.credit.replaceChildren(...parts);
    }
  }

  // The frame itself goes full screen: inside it the browser has not been asked to allow that.
  async function toggleFullscreen() {
    const outer = window.parent.document;
    try {
      if (outer.fullscreenElement) await outer.exitFullscreen();
      else await (window.frameElement || document.documentElement).requestFullscreen();
    } catch (refused) {
      console.warn("Full screen was refused", refused);
    }
  }

  Z.controls = { Toolbar, ScaleBar, Coordinates, Imprint, north, toggleFullscreen };
})(window.Z);
