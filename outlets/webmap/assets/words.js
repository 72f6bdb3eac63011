// Every word that the map's own controls show, in both languages.
"use strict";
window.Z = {};
((Z) => {
  const ZH = {
    map: "郑州规划地图。方向键移动，加减号缩放，回车选择中心处的要素。",
    title: "郑图地图",
    zoomIn: "放大", zoomOut: "缩小", home: "全市范围", fullscreen: "全屏", exitFullscreen: "退出全屏",
    north: "上北", northLong: "地图上方为正北",
    measureLength: "测距", measureArea: "测面", measureStart: "单击或回车加点，双击或按“完成”结束，Esc 取消",
    measureDone: "完成", measureUndo: "撤销一点", measureClear: "清除", measureLengthIs: "长度", measureAreaIs: "面积",
    streetsDrawn: "已画道路", drawNext: "画完这条", drawHow: "单击或回车加点，双击画完一条，靠近已画道路会自动相接，Esc 取消",
    perimeter: "周长", geodesic: "椭球面测量（WGS 84）", points: "点数",
    coordinates: "坐标（WGS 84）", scale: "比例尺",
    basemap: "底图", noBasemap: "无底图", shifted: "GCJ-02 底图：图层已作偏移配准",
    moreTools: "更多工具", aboutMap: "来源与声明", statusKey: "状态", background: "底图要素",
    district: "区县界", zone: "功能区界", expressway: "高速公路", water: "河湖",
    legend: "图例", showLegend: "展开图例", hideLegend: "收起图例",
    several: "此处有多个要素", close: "关闭", more: "另有 {n} 个要素", unnamed: "（未命名）",
    loading: "正在加载图层…", nothing: "当前筛选没有可在图上绘制的要素", noLayers: "没有打开的图层",
    failed: "图层“{name}”未能加载。", retry: "重试", indexFailed: "地图数据未能加载。",
    osm: "© OpenStreetMap 贡献者（ODbL）", data: "数据：郑图", boundary: "界线仅供参考，不作划界依据",
    unreviewed: "未经审核 内部资料", metroColours: "线路颜色", measure: "测量", tools: "地图工具", metre: "米", kilometre: "公里",
    divider: "对比分界：左右拖动，或用方向键移动", dividerAt: "左侧 {left} 占 {percent}%，右侧 {right}", changes: "变化",
    opacity: "不透明度", dim: "图层淡显", rasterLost: "服务器未能给出栅格，请重新打开", squareMetre: "平方米", hectare: "公顷", squareKilometre: "平方公里",
  };
  const EN = {
    map: "Planning map of Zhengzhou. Arrow keys move, plus and minus zoom, Enter selects what is at the centre.",
    title: "Zhengtu map",
    zoomIn: "Zoom in", zoomOut: "Zoom out", home: "Whole city", fullscreen: "Full screen", exitFullscreen: "Leave full screen",
    north: "N", northLong: "North is up",
    measureLength: "Measure a length", measureArea: "Measure an area", measureStart: "Click or Enter adds a point, double-click or “Done” ends, Esc cancels",
    measureDone: "Done", measureUndo: "Undo a point", measureClear: "Clear", measureLengthIs: "Length", measureAreaIs: "Area",
    streetsDrawn: "Streets drawn", drawNext: "End this street", drawHow: "Click or Enter adds a point, double-click ends a street, near a drawn street it joins, Esc cancels",
    perimeter: "Perimeter", geodesic: "On the ellipsoid (WGS 84)", points: "Points",
    coordinates: "Coordinates (WGS 84)", scale: "Scale",
    basemap: "Basemap", noBasemap: "No basemap", shifted: "GCJ-02 basemap: layers are shifted onto it",
    moreTools: "More tools", aboutMap: "Sources and notices", statusKey: "Status", background: "Background",
    district: "District", zone: "Functional zone", expressway: "Expressway", water: "Water",
    legend: "Legend", showLegend: "Open the legend", hideLegend: "Close the legend",
    several: "Several features here", close: "Close", more: "{n} more", unnamed: "(unnamed)",
    loading: "Loading layers…", nothing: "Nothing in this selection can be drawn", noLayers: "No layer is switched on",
    failed: "Layer “{name}” could not be loaded.", retry: "Try again", indexFailed: "The map's data could not be loaded.",
    osm: "© OpenStreetMap contributors (ODbL)", data: "Data: Zhengtu", boundary: "Outlines are not for boundary demarcation",
    unreviewed: "Not reviewed, internal material", metroColours: "Line colours", measure: "Measure", tools: "Map tools", metre: "m", kilometre: "km",
    divider: "Divider of the comparison: drag it, or move it with the arrow keys", dividerAt: "left, {left}: {percent} %; right: {right}", changes: "Changes",
    opacity: "Opacity", dim: "Fade layers", rasterLost: "The server has not given the raster; lay it in again", squareMetre: "m²", hectare: "ha", squareKilometre: "km²",
  };

  let lang = "zh";

  Z.words = {
    get lang() { return lang; },
    use(next) { lang = next === "en" ? "en" : "zh"; },
    say(key, fields = {}) {
      const text = (lang === "en" ? EN : ZH)[key];
      return text.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));
    },
    // The one of two properties that is in the reader's language, else the other.
    pick(zh, en) { return (lang === "en" ? en || zh : zh || en) || ""; },
  };

  // The one way in which this map makes elements: text is always a text node.
  Z.element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };
  // Keep clicks and wheel turns on a panel away from the map below it. Leaflet alone would miss the
  // click on a button that its own handler has just replaced.
  Z.shield = (box) => {
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    for (const name of ["click", "dblclick", "mousemove"]) box.addEventListener(name, (event) => event.stopPropagation());
    return box;
  };
})(window.Z);
