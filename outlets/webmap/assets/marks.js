// Single marks on a canvas: point markers by status, the badge of a stale one, the cross of a halted one.
"use strict";
((Z) => {
  const TURN = 2 * Math.PI;

  const OUTLINES = {
    circle: (pen, r) => pen.arc(0, 0, r, 0, TURN),
    station: (pen, r) => pen.arc(0, 0, r, 0, TURN),
    square: (pen, r) => pen.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
    diamond: (pen, r) => polygon(pen, r * 1.15, 4, 0),
    triangle: (pen, r) => polygon(pen, r * 1.25, 3, -TURN / 4),
    hexagon: (pen, r) => polygon(pen, r * 1.05, 6, TURN / 12),
  };

  function polygon(pen, r, corners, start) {
    for (let at = 0; at < corners; at += 1) {
      const angle = start + (at * TURN) / corners;
      pen.lineTo(r * Math.cos(angle), r * Math.sin(angle));
    }
    pen.closePath();
  }

  function outline(pen, marker, r) {
    pen.beginPath();
    (OUTLINES[marker] || OUTLINES.circle)(pen, r);
  }

  const lineOf = (scale) => Math.max(1.2, 1.7 * scale);

  const isDot = (look, scale) => look.marker === "station" && scale < 0.8;

  // How far a marker reaches from its middle, with its casing [px].
  function reach(look, scale) {
    if (isDot(look, scale)) return 2.9 * scale + 1;
    return 1.25 * look.radius * scale * (look.interchange ? 1.5 : 1) + lineOf(scale) / 2 + 2;
  }

  // A marker around the origin. Filled means built; hollow means not built.
  function marker(pen, look, scale) {
    const { casing, text } = Z.symbols.ground();
    if (isDot(look, scale)) { dot(pen, look, scale); return; }
    const r = look.radius * scale * (look.interchange ? 1.5 : 1);
    const line = lineOf(scale);
    const ink = look.interchange && look.status === "completed" ? text : look.edge;
    pen.lineJoin = "round";
    pen.lineCap = "butt";
    outline(pen, look.marker, r);
    pen.setLineDash([]);
    pen.strokeStyle = casing;
    pen.lineWidth = line + 3;
    pen.stroke();
    pen.fillStyle = look.status === "completed" && !look.interchange ? look.colour : casing;
    pen.fill();
    if (look.status === "construction") halfFill(pen, look, r);
    pen.strokeStyle = ink;
    pen.lineWidth = line;
    if (look.status === "proposed") pen.setLineDash([line * 0.9, line * 1.1]);
    if (look.status === "preliminary") pen.setLineDash([line * 2.2, line * 1.2]);
    outline(pen, look.marker, r);
    pen.stroke();
    pen.setLineDash([]);
    if (look.symbol.cross) cross(pen, ink, r * 0.5, line);
  }

  // Over the whole city a station is a bead on its line.
  function dot(pen, look, scale) {
    const isOpen = look.status === "completed";
    outline(pen, "circle", (look.interchange ? 2.9 : 1.9) * scale);
    pen.fillStyle = isOpen ? Z.symbols.ground().casing : look.colour;
    pen.strokeStyle = look.interchange ? Z.symbols.ground().text : look.edge;
    pen.lineWidth = look.interchange ? 1.2 : 0.8;
    pen.stroke();
    pen.fill();
  }

  function halfFill(pen, look, r) {
    pen.save();
    outline(pen, look.marker, r);
    pen.clip();
    pen.fillStyle = look.colour;
    pen.fillRect(-2 * r, 0, 4 * r, 2 * r);
    pen.restore();
  }

  function cross(pen, colour, r, line) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.beginPath();
    pen.moveTo(-r, -r);
    pen.lineTo(r, r);
    pen.moveTo(r, -r);
    pen.lineTo(-r, r);
    pen.stroke();
  }

  // Markers of the same look are drawn once and stamped.
  const MOST_SPRITES = 600;
  const sprites = new Map();

  function sprite(look, scale) {
    const size = scale * (window.devicePixelRatio || 1);
    if (look.spriteSize !== size) Object.assign(look, { spriteSize: size, sprite: findSprite(look, scale) });
    return look.sprite;
  }

  function findSprite(look, scale) {
    const name = [look.key, look.marker, look.radius, look.interchange, scale.toFixed(2)].join("|");
    return picture(name, Math.ceil(reach(look, scale)), (pen) => marker(pen, look, scale));
  }

  // A picture of what `paint(pen)` draws around the origin, up to `half` [px] from it; drawn once.
  function picture(name, half, paint) {
    const density = window.devicePixelRatio || 1;
    const key = `${name}|${density}|${Z.symbols.theme}`;
    if (!sprites.has(key)) {
      if (sprites.size > MOST_SPRITES) sprites.clear();
      sprites.set(key, new Z.stamps.Picture(2 * half * density, 2 * half * density, (pen) => {
        pen.scale(density, density);
        pen.translate(half, half);
        paint(pen);
      }));
    }
    return sprites.get(key);
  }

  // On whole pixels of the screen: what need not be resampled is drawn four times as quickly.
  function place(pen, drawn, at) {
    const density = window.devicePixelRatio || 1;
    const { width, height } = drawn;
    const left = Math.round(at[0] * density - width / 2);
    const top = Math.round(at[1] * density - height / 2);
    if (pen instanceof Z.stamps.Stamps) pen.put(drawn, left, top);
    else pen.drawImage(drawn.canvas, left / density, top / density, width / density, height / density);
  }

  function stamp(pen, look, scale, at) {
    place(pen, sprite(look, scale), at);
  }

  // "?" in a small disc: what we last know is old.
  function badge(pen, scale, at) {
    const r = Math.max(3.6, 5 * scale);
    place(pen, picture(`badge|${r.toFixed(2)}`, r + 2, (own) => query(own, r)), at);
  }

  function query(pen, r) {
    const { casing, quiet_text: ink } = Z.symbols.ground();
    pen.beginPath();
    pen.arc(0, 0, r, 0, TURN);
    pen.fillStyle = casing;
    pen.fill();
    pen.strokeStyle = ink;
    pen.lineWidth = 0.9;
    pen.stroke();
    pen.fillStyle = ink;
    pen.font = `700 ${Math.round(r * 1.7)}px ${Z.FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText("?", 0, r * 0.08);
  }

  // The cross of a halted line or area.
  function halted(pen, colour, at) {
    place(pen, picture(`cross|${colour}`, 6, (own) => cross(own, colour, 4.5, 1.8)), at);
  }

  // A soft spot: the position is uncertain, the true extent shows when zoomed in.
  function halo(pen, look, r, at) {
    if (look.haloSize !== r) Object.assign(look, { haloSize: r, halo: findHalo(look.colour, r) });
    place(pen, look.halo, at);
  }

  function findHalo(colour, r) {
    return picture(`halo|${colour}|${r.toFixed(1)}`, r, (pen) => softSpot(pen, colour, r));
  }

  function softSpot(pen, colour, r) {
    const soft = pen.createRadialGradient(0, 0, 0, 0, 0, r);
    soft.addColorStop(0, Z.symbols.withAlpha(colour, 0.4));
    soft.addColorStop(1, Z.symbols.withAlpha(colour, 0));
    pen.fillStyle = soft;
    pen.fillRect(-r, -r, 2 * r, 2 * r);
  }

  // True extent of a doubt: a soft disc with a thin broken ring.
  function doubt(pen, look, r, [x, y]) {
    const soft = pen.createRadialGradient(x, y, r * 0.25, x, y, r);
    const strength = Math.min(1, 60 / r); // a wide doubt must not drown what lies in it
    soft.addColorStop(0, Z.symbols.withAlpha(look.colour, 0.16 * strength));
    soft.addColorStop(1, Z.symbols.withAlpha(look.colour, 0.04 * strength));
    pen.fillStyle = soft;
    pen.beginPath();
    pen.arc(x, y, r, 0, TURN);
    pen.fill();
    pen.strokeStyle = Z.symbols.withAlpha(look.edge, r > 90 ? 0.35 : 0.6);
    pen.lineWidth = 1;
    pen.setLineDash([3, 4]);
    pen.stroke();
    pen.setLineDash([]);
  }

  Z.FONT = '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",system-ui,sans-serif';
  Z.marks = { reach, marker, stamp, badge, halted, doubt, halo };
})(window.Z);
