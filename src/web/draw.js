// Drawings as SVG in a page: the same bytes as src/core/present/drawing gives of the same drawing. So that both agree, only
// + - * /, comparison and rounding down are used, in the same order. `draw(drawing, advances, css)` returns the image;
// `advances` is advances.json, `css` the style rules if the image brings them along.
"use strict";
(function (root) {
  const RIM = 10, TITLE = 14, SUBTITLE = 11, TICK = 10, NOTE = 10, LABEL = 10, LEADING = 1.3, BELOW_MIDDLE = 0.35;
  const SAMPLE = 24, NAMES_SHARE = 0.36, NARROW = 480, ROW_SHARE = 0.4, ROW_RIM = 8, FOOT_LINE = 13, LAST_TICK = 14, MIN_SHARE = 0.4, RADIUS = 3.5;

  // --- text

  const CLOSING = "、。」』】〉》）！，．：；？";
  const tables = new WeakMap();

  function widths(advances) {
    let table = tables.get(advances);
    if (!table) {
      table = new Map();
      for (const [first, run] of advances) run.forEach((width, at) => table.set(first + at, width));
      tables.set(advances, table);
    }
    return table;
  }

  function words(text) {
    const found = [];
    let isSpaced = false, isAfterWide = false;
    for (const letter of text) {
      if (letter === " ") { isSpaced = true; continue; }
      const isWide = letter.codePointAt(0) >= 0x2e80;
      const mayBreak = isSpaced || ((isWide || isAfterWide) && !CLOSING.includes(letter));
      if (mayBreak || found.length === 0) found.push([isSpaced, letter]);
      else found[found.length - 1][1] += letter;
      isSpaced = false;
      isAfterWide = isWide;
    }
    return found;
  }

  function measure(advances) {
    const table = widths(advances);
    const width = (text, size) => {
      let sum = 0;
      for (const letter of text) {
        const own = table.get(letter.codePointAt(0));
        sum += own === undefined ? 1000 : own;
      }
      return sum * size / 1000;
    };
    const wrap = (text, size, most) => {
      const lines = [];
      for (const [isSpaced, word] of words(text)) {
        if (lines.length === 0) { lines.push(word); continue; }
        const longer = lines[lines.length - 1] + (isSpaced ? " " : "") + word;
        if (width(longer, size) <= most) lines[lines.length - 1] = longer;
        else lines.push(word);
      }
      return lines;
    };
    return { width, wrap };
  }

  // --- numbers

  function fixed(value, decimals) {
    let unit = 1;
    for (let place = 0; place < decimals; place++) unit *= 10;
    const whole = Math.floor((value < 0 ? -value : value) * unit + 0.5);
    const digits = String(whole).padStart(decimals + 1, "0");
    const sign = value < 0 && whole > 0 ? "-" : "";
    const split = digits.length - decimals;
    return sign + digits.slice(0, split) + (decimals === 0 ? "" : "." + digits.slice(split));
  }

  function coordinate(value) {
    const text = fixed(value, 2);
    return text.replace(/0+$/, "").replace(/\.$/, "");
  }

  function localNumber(lang, decimal) {
    const isNegative = decimal.startsWith("-");
    const [whole, fraction] = (isNegative ? decimal.slice(1) : decimal).split(".");
    const [group, mark, least] = lang === "ru" ? ["\u00a0", ",", 5] : [",", ".", 4];
    let text = isNegative ? "\u2212" : "";
    for (let place = 0; place < whole.length; place++) {
      if (place > 0 && whole.length >= least && (whole.length - place) % 3 === 0) text += group;
      text += whole[place];
    }
    return fraction ? text + mark + fraction : text;
  }

  // --- scales

  function stepOf(length) {
    let power = 1;
    while (power > length) power /= 10;
    while (power * 10 <= length) power *= 10;
    for (const times of [1, 2, 5]) if (power * times >= length) return power * times;
    return power * 10;
  }

  function decimalsOf(step) {
    let places = 0, rest = step;
    while (rest < 0.999999) { rest *= 10; places += 1; }
    return places;
  }

  function extent(values, zero) {
    let around = null;
    for (const value of zero ? [...values, 0] : values) {
      if (!Number.isFinite(value)) continue;
      if (around === null) around = [value, value];
      if (value < around[0]) around[0] = value;
      if (value > around[1]) around[1] = value;
    }
    return around || [0, 1];
  }

  function fit(scale, values, target, lang) {
    const names = scale.names || [];
    if (names.length > 0) {
      return { values: [-0.5, names.length - 0.5], pixels: [0, 1], ticks: names.map((name, at) => [at, name]) };
    }
    let [low, high] = scale.range || extent(values, scale.zero);
    if (high <= low) [low, high] = [low - 1, high + 1];
    const step = stepOf((high - low) / target);
    if (!scale.range) [low, high] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
    const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
    const ticks = [];
    for (let at = 0; at <= last - first; at++) {
      const value = (first + at) * step;
      ticks.push([value, localNumber(lang, fixed(value, decimalsOf(step))) + (scale.suffix || "")]);
    }
    return { values: [low, high], pixels: [0, 1], ticks };
  }

  function pixel(scale, value) {
    const [low, high] = scale.values, [first, last] = scale.pixels;
    return first + (value - low) * ((last - first) / (high - low));
  }

  // --- labels

  const DISTANCES = [[5, 0], [14, 1.5], [26, 3], [42, 5], [64, 6], [90, 7]];
  const LED = 14, COVERED = 5, CROSSED = 4, MAX_AGAINST = 11, APART = 4, SAME = 40;
  const DIRECTIONS = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];

  function beside(at, size, direction, distance) {
    const middle = [0, 1].map((axis) => at[axis] + direction[axis] * (distance + size[axis] / 2));
    const half = [size[0] / 2, size[1] / 2];
    const frame = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    const end = [0, 1].map((axis) => middle[axis] - direction[axis] * half[axis]);
    return { frame, anchor: -direction[0], lead: distance >= LED ? [at, end] : null };
  }

  function crosses([from, to], frame) {
    let enters = 0, leaves = 1;
    for (const axis of [0, 1]) {
      const low = frame[axis], high = frame[axis + 2], length = to[axis] - from[axis];
      if (length === 0) {
        if (from[axis] < low || from[axis] > high) return false;
        continue;
      }
      const first = (low - from[axis]) / length, second = (high - from[axis]) / length;
      const [near, far] = first < second ? [first, second] : [second, first];
      enters = near > enters ? near : enters;
      leaves = far < leaves ? far : leaves;
    }
    return enters <= leaves;
  }

  function holds(crowd, frame) {
    const [left, top, right, bottom] = crowd.bounds;
    return frame[0] >= left && frame[1] >= top && frame[2] <= right && frame[3] <= bottom;
  }

  function isTaken(crowd, frame) {
    return crowd.taken.some((own) => frame[0] < own[2] && own[0] < frame[2] && frame[1] < own[3] && own[1] < frame[3]);
  }

  function harm(crowd, frame) {
    const inside = ([x, y]) => x > frame[0] - 3 && x < frame[2] + 3 && y > frame[1] - 3 && y < frame[3] + 3;
    const points = crowd.points.filter(inside).length;
    const lines = crowd.lines.filter((line) => crosses(line, frame)).length;
    return points * COVERED + lines * CROSSED;
  }

  function anywhere(crowd, at, size) {
    let best = null;
    for (const [distance, penalty] of DISTANCES) {
      for (const direction of DIRECTIONS) {
        const placed = beside(at, size, direction, distance);
        const limit = best ? best[0] : MAX_AGAINST;
        if (penalty >= limit || !holds(crowd, placed.frame) || isTaken(crowd, placed.frame)) continue;
        const cost = penalty + harm(crowd, placed.frame);
        if (cost < limit) best = [cost, placed];
      }
    }
    return best && best[1];
  }

  function isNamedNear(crowd, at, text) {
    const near = (own, axis) => own[axis] - at[axis] < SAME && at[axis] - own[axis] < SAME;
    return crowd.named.some(([own, named]) => named === text && near(own, 0) && near(own, 1));
  }

  function place(crowd, at, text, size, side) {
    let placed;
    if (side === "any") placed = isNamedNear(crowd, at, text) ? null : anywhere(crowd, at, size);
    else if (side === "right" || side === "left") {
      const wanted = side === "right" ? 1 : -1;
      const [first, second] = [wanted, -wanted].map((dx) => beside(at, size, [dx, 0], DISTANCES[0][0]));
      placed = holds(crowd, first.frame) || !holds(crowd, second.frame) ? first : second;
    } else if (side === "above") {
      placed = beside(at, size, [0, -1], 2);
      if (isTaken(crowd, placed.frame)) placed = anywhere(crowd, at, size) || placed;
    } else placed = beside([at[0], at[1] - size[1] / 2], size, [0, 1], 0);
    if (placed) {
      const [left, top, right, bottom] = placed.frame;
      crowd.taken.push([left - APART, top, right + APART, bottom]);
      crowd.named.push([at, text]);
    }
    return placed;
  }

  // --- SVG

  const escape = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

  function ringPath(ring, isClosed) {
    let path = "", before = "";
    for (const [x, y] of ring) {
      const corner = coordinate(x) + " " + coordinate(y);
      if (corner !== before) {
        path += (path === "" ? "M" : "L") + corner;
        before = corner;
      }
    }
    return isClosed ? path + "Z" : path;
  }

  class Writer {
    constructor() { this.parts = []; }

    element(name, attributes, tip) {
      this.parts.push(tip ? `<${name} ${attributes}><title>${escape(tip)}</title></${name}>` : `<${name} ${attributes}/>`);
    }

    path(rings, isClosed, [tint, paint, dash, width], tip) {
      const rule = rings.length > 1 && isClosed ? ' fill-rule="evenodd"' : "";
      const data = rings.map((ring) => ringPath(ring, isClosed)).join("");
      const wide = width === undefined ? "" : ` stroke-width="${coordinate(width)}"`;
      this.element("path", `class="${tint} ${paint} ${dash || "solid"}"${wide} d="${data}"${rule}`, tip);
    }

    line(line, stroke, tip) { this.path([line], false, stroke, tip); }

    frame([left, top, right, bottom], stroke, tip) {
      this.path([[[left, top], [right, top], [right, bottom], [left, bottom]]], true, stroke, tip);
    }

    disc([x, y], tint, paint, tip) {
      const at = `cx="${coordinate(x)}" cy="${coordinate(y)}" r="${RADIUS}"`;
      this.element("circle", `class="${tint} ${paint} solid" ${at}`, tip);
    }

    point(at, glyph, tint, tip) {
      if (glyph === "disc") return this.disc(at, tint, "fill", tip);
      if (glyph === "ring") {
        this.disc(at, "page", "fill");
        return this.disc(at, tint, "line", tip);
      }
      const corners = {
        square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
        triangle: [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
        diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
        bar: [[-0.35, -1.6], [0.35, -1.6], [0.35, 1.6], [-0.35, 1.6]],
      }[glyph];
      return this.path([corners.map(([x, y]) => [at[0] + x * RADIUS, at[1] + y * RADIUS])], true, [tint, "fill"], tip);
    }

    text([x, y], anchor, size, tint, text, halo) {
      const ends = anchor < 0 ? "" : anchor > 0 ? ' text-anchor="end"' : ' text-anchor="middle"';
      const at = `x="${coordinate(x)}" y="${coordinate(y)}" font-size="${coordinate(size)}"`;
      this.parts.push(`<text class="${tint}${halo ? " halo" : ""}" ${at}${ends}>${escape(text)}</text>`);
    }

    clip([left, top, right, bottom]) {
      const [x, y, width, height] = [left, top, right - left, bottom - top].map(coordinate);
      this.parts.push(`<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">`);
    }
  }

  // --- layout

  const atLeast = (value, least) => (value > least ? value : least);

  function lines(out, type, text, size, tint, top, fullWidth) {
    for (const line of type.wrap(text, size, fullWidth - 2 * RIM)) {
      out.text([RIM, top + size], -1, size, tint, line);
      top += size * LEADING;
    }
    return top;
  }

  function legend(out, type, drawing, top) {
    if (drawing.legend.length === 0) return top;
    let left = RIM, middle = top + 7;
    for (const key of drawing.legend) {
      const texts = type.wrap(key.text, TICK, drawing.size[0] - 2 * RIM - SAMPLE - 5);
      const length = SAMPLE + 5 + texts.reduce((most, text) => atLeast(type.width(text, TICK), most), 0);
      if (left > RIM && left + length > drawing.size[0] - RIM) [left, middle] = [RIM, middle + 15];
      const from = [left, middle], to = [left + SAMPLE, middle], centre = [left + SAMPLE / 2, middle];
      const { stroke, band, marked, patch, point } = key.sample;
      if (stroke) out.line([from, to], [key.tint, "line", stroke]);
      else if (band) {
        out.line([[left + band / 2, middle], [left + SAMPLE - band / 2, middle]], [key.tint, "band", "solid", band]);
      }
      else if (marked) {
        out.line([from, to], [key.tint, "line"]);
        out.point(centre, marked, key.tint);
      } else if (patch) out.frame([left + 4, middle - 5, left + SAMPLE - 4, middle + 5], [key.tint, patch]);
      else out.point(centre, point, key.tint);
      texts.forEach((text, number) => {
        out.text([left + SAMPLE + 5, middle + number * FOOT_LINE + TICK * BELOW_MIDDLE], -1, TICK, "ink", text);
      });
      middle += atLeast(texts.length - 1, 0) * FOOT_LINE;
      left += length + 16;
    }
    return middle + 13;
  }

  function positions(mark, axis) {
    if (mark.line || mark.band) return (mark.line || mark.band).at.map((at) => at[axis]);
    if (mark.polygon) return mark.polygon.rings.flatMap((ring) => ring.map((at) => at[axis]));
    if (mark.rect) return axis === 0 ? mark.rect.x : mark.rect.y;
    if (mark.rule) return mark.rule.upright === (axis === 0) ? [mark.rule.value] : [];
    return [(mark.point || mark.label).at[axis]];
  }

  function fill(own, aspect) {
    const [left, top, right, bottom] = own.frame, [west, east] = own.x.values, [south, north] = own.y.values;
    const byWidth = (right - left) / ((east - west) * aspect), byHeight = (bottom - top) / (north - south);
    const pixels = byWidth < byHeight ? byWidth : byHeight;
    const half = [(right - left) / (2 * pixels * aspect), (bottom - top) / (2 * pixels)];
    const middle = [(west + east) / 2, (south + north) / 2];
    own.x.values = [middle[0] - half[0], middle[0] + half[0]];
    own.y.values = [middle[1] - half[1], middle[1] + half[1]];
    own.x.pixels = [left, right];
    own.y.pixels = [bottom, top];
  }

  function reserve(type, { panel, frame, x: { values: [low, high] } }) {
    const room = frame[2] - frame[0];
    return panel.marks.reduce((most, { label }) => {
      if (!label || label.side !== "right") return most;
      const share = (label.at[0] - low) / (high - low);
      return atLeast((type.width(label.text, LABEL) + 8 - (1 - share) * room) / atLeast(share, MIN_SHARE), most);
    }, LAST_TICK);
  }

  const isNamed = (scale) => (scale.names || []).length > 0;

  /** The pixels of a position; of rows below their names, marks have a part of the height. */
  function toPixels({ x, y, isStacked }, at) {
    if (!isStacked) return [pixel(x, at[0]), pixel(y, at[1])];
    const row = Math.floor(at[1] + 0.5);
    const [top, next] = [pixel(y, row), pixel(y, row + 1)];
    return [pixel(x, at[0]), top + (at[1] - row) * (next - top) * ROW_SHARE];
  }

  function axes(out, type, own, namesWidth) {
    const { panel, frame: [left, top, right, bottom], x, y } = own;
    for (const [value, text] of y.ticks) {
      const at = pixel(y, value);
      if (!isNamed(panel.y)) out.line([[left, at], [right, at]], ["grid", "thin"]);
      if (own.isStacked) {
        const above = toPixels(own, [x.values[0], value - 0.5])[1] - 3;
        type.wrap(text, TICK, own.right - RIM).reverse().forEach((line, number) => {
          out.text([RIM, above - number * TICK * LEADING], -1, TICK, "muted", line);
        });
        continue;
      }
      const wrapped = type.wrap(text, TICK, namesWidth);
      const first = at - (wrapped.length - 1) * TICK * LEADING / 2;
      wrapped.forEach((line, number) => {
        out.text([left - 6, first + number * TICK * LEADING + TICK * BELOW_MIDDLE], 1, TICK, "muted", line);
      });
    }
    const widest = x.ticks.reduce((most, [, text]) => atLeast(type.width(text, TICK), most), 0) + 8;
    const room = (right - left) / atLeast(x.values[1] - x.values[0], 1);
    const every = isNamed(panel.x) ? atLeast(Math.ceil(widest / room), 1) : 1;
    x.ticks.forEach(([value, text], number) => {
      const at = pixel(x, value);
      if (!isNamed(panel.x)) out.line([[at, top], [at, bottom]], ["grid", "thin"]);
      if (!panel.x.bare && number % every === 0) out.text([at, bottom + 12], 0, TICK, "muted", text);
    });
    own.titles[1].forEach((line, number) => {
      const end = type.width(line, TICK) > right - RIM ? own.right : right;
      out.text([end, bottom + (panel.x.bare ? 12 : 25) + number * FOOT_LINE], 1, TICK, "ink", line);
    });
    if (!isNamed(panel.x) && x.values[0] <= 0 && x.values[1] >= 0) {
      out.line([[pixel(x, 0), top], [pixel(x, 0), bottom]], ["muted", "thin"]);
    }
    if (!isNamed(panel.y) && y.values[0] <= 0 && y.values[1] >= 0) {
      out.line([[left, pixel(y, 0)], [right, pixel(y, 0)]], ["muted", "thin"]);
    }
  }

  function drawMark(out, crowd, mark, toPixels, frame) {
    if (mark.line || mark.band) {
      const { at, tint, paint = "band", dash, width, tip } = mark.line || mark.band, line = at.map(toPixels);
      for (let end = 1; end < line.length; end++) crowd.lines.push([line[end - 1], line[end]]);
      out.line(line, [tint, paint, dash, width], tip);
    } else if (mark.polygon) {
      const { rings, tint, paint, tip } = mark.polygon;
      out.path(rings.map((ring) => ring.map(toPixels)), true, [tint, paint], tip);
    } else if (mark.rect) {
      const { x, y, tint, paint, tip } = mark.rect;
      const from = toPixels([x[0], y[0]]), to = toPixels([x[1], y[1]]);
      out.frame([from[0], from[1], to[0], to[1]], [tint, paint], tip);
    } else if (mark.point) {
      const at = toPixels(mark.point.at);
      crowd.points.push(at);
      out.point(at, mark.point.glyph, mark.point.tint, mark.point.tip);
    } else if (mark.rule) {
      const { value, upright, tint, dash } = mark.rule, at = toPixels([value, value]), [left, top, right, bottom] = frame;
      const ends = upright ? [[at[0], top], [at[0], bottom]] : [[left, at[1]], [right, at[1]]];
      out.line(ends, [tint, "thin", dash]);
      crowd.lines.push(ends);
    }
  }

  function drawPanel(out, type, own, namesWidth) {
    const { panel, frame } = own, isMap = panel.aspect !== undefined;
    [...own.titles[0]].reverse().forEach((line, number) => {
      out.text([RIM, frame[1] - 10 - number * SUBTITLE * LEADING], -1, SUBTITLE, "ink", line);
    });
    if (isMap) {
      out.frame(frame, ["water", "fill"]);
      out.clip(frame);
    } else axes(out, type, own, namesWidth);
    const ownPixels = (at) => toPixels(own, at);
    const crowd = { bounds: frame, points: [], lines: [], taken: [], named: [] };
    for (const mark of panel.marks) drawMark(out, crowd, mark, ownPixels, frame);
    if (isMap) out.parts.push("</svg>");
    else crowd.bounds = [frame[0] + 2, frame[1] - 2, own.right, frame[3]];
    for (const { label } of panel.marks) {
      if (!label) continue;
      if (own.isStacked && label.side === "right") {
        const below = toPixels(own, [label.at[0], label.at[1] + 0.5 - 1e-9])[1] + TICK;
        type.wrap(label.text, LABEL, own.right - RIM).forEach((line, number) => {
          out.text([RIM, below + number * LABEL * LEADING], -1, LABEL, label.tint, line, true);
        });
        continue;
      }
      const placed = place(crowd, toPixels(own, label.at), label.text, [type.width(label.text, LABEL), LABEL * 1.2], label.side);
      if (!placed) continue;
      if (placed.lead) out.line(placed.lead, ["muted", "thin"]);
      const [left, top, right, bottom] = placed.frame;
      const at = [(left + right) / 2 + placed.anchor * ((right - left) / 2), (top + bottom) / 2 + LABEL * BELOW_MIDDLE];
      out.text(at, placed.anchor, LABEL, label.tint, label.text, true);
    }
  }

  function panels(out, type, drawing, top, bottom) {
    const fullWidth = drawing.size[0], gap = 8;
    const shares = drawing.panels.reduce((sum, panel) => sum + panel.share, 0);
    const room = atLeast(bottom - top - gap * (drawing.panels.length - 1), 1);
    let from = top;
    const fitted = drawing.panels.map((panel) => {
      const height = room * panel.share / shares;
      const titles = [[panel.title, SUBTITLE], [panel.x.title, TICK]].map(([title, size]) => type.wrap(title || "", size, fullWidth - 2 * RIM));
      const head = panel.title ? titles[0].length * SUBTITLE * LEADING + 8 : 4;
      const isStacked = isNamed(panel.y) && fullWidth < NARROW;
      const ticks = panel.aspect !== undefined ? 0 : panel.x.bare ? 4 : 16;
      const foot = ticks + titles[1].length * FOOT_LINE;
      const frame = [RIM, from + head, fullWidth - RIM, from + atLeast(height - foot, head + 10)];
      const values = (axis) => panel.marks.flatMap((mark) => positions(mark, axis));
      const yTarget = atLeast(Math.floor((frame[3] - frame[1]) / 32), 2);
      const y = fit(panel.y, values(1), yTarget, drawing.lang);
      const xTarget = atLeast(Math.floor((frame[2] - frame[0]) / 85), 2);
      const x = fit(panel.x, values(0), xTarget, drawing.lang);
      from += height + gap;
      return { panel, frame, x, y, right: frame[2], titles, isStacked };
    });
    const namesWidth = NAMES_SHARE * fullWidth;
    let margin = 0;
    for (const own of fitted) {
      if (own.panel.aspect !== undefined || own.isStacked) continue;
      const texts = own.y.ticks.flatMap(([, text]) => type.wrap(text, TICK, namesWidth));
      margin = atLeast(texts.reduce((most, text) => atLeast(type.width(text, TICK), most), 0) + 6, margin);
    }
    for (const own of fitted) {
      if (own.panel.aspect !== undefined) fill(own, own.panel.aspect);
      else if (own.isStacked) {
        own.frame[0] += ROW_RIM;
        own.frame[2] -= ROW_RIM;
        own.x.pixels = [own.frame[0], own.frame[2]];
        own.y.pixels = [own.frame[1], own.frame[3]];
      }
      else {
        own.frame[0] += margin;
        own.frame[2] -= reserve(type, own);
        own.x.pixels = [own.frame[0], own.frame[2]];
        own.y.pixels = isNamed(own.panel.y) ? [own.frame[1], own.frame[3]] : [own.frame[3], own.frame[1]];
      }
      drawPanel(out, type, own, namesWidth);
    }
  }

  function draw(drawing, advances, css) {
    const type = measure(advances), out = new Writer();
    const [fullWidth, fullHeight] = drawing.size, [width, height] = drawing.size.map(coordinate);
    out.parts.push(
      `<svg xmlns="http://www.w3.org/2000/svg" class="drawing ${drawing.kind}" lang="${drawing.lang}" role="img" ` +
        `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
        `<title>${escape(drawing.title)}</title><desc>${escape(drawing.summary)}</desc>`,
    );
    if (css) out.parts.push(`<style>${css}</style>`);
    out.frame([0, 0, fullWidth, fullHeight], ["page", "fill"]);
    let top = lines(out, type, drawing.title, TITLE, "ink", RIM, fullWidth);
    top = lines(out, type, drawing.subtitle || "", SUBTITLE, "muted", top, fullWidth);
    top = legend(out, type, drawing, top + 4);
    const notes = drawing.notes || [];
    const count = notes.reduce((sum, note) => sum + type.wrap(note, NOTE, fullWidth - 2 * RIM).length, 0);
    const bottom = fullHeight - RIM - count * NOTE * LEADING;
    let below = bottom;
    for (const note of notes) below = lines(out, type, note, NOTE, "muted", below, fullWidth);
    panels(out, type, drawing, top, bottom - 4);
    return out.parts.join("") + "</svg>";
  }

  root.corridorDraw = draw;
  root.corridorFixed = fixed;
  if (typeof module === "object" && module.exports) module.exports = { draw, fixed };
})(typeof globalThis === "object" ? globalThis : this);
