'use strict';
// Values as text, colours, and pictures of series on a canvas. Knows nothing of queries.

const SERIES_COLOURS = ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#56B4E9', '#CC79A7', '#8B6DD9', '#999933', '#AA4455',
  '#44AA99', '#6688CC', '#BB8855'];
const BRIGHTER = { '#0072B2': '#4DA3E0', '#D55E00': '#F58233', '#009E73': '#2FBF94' };

function isDark() {
  const look = document.documentElement.dataset.look;
  return look ? look === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

/// On a dark ground the darkest colours are raised.
const shown = colour => isDark() && BRIGHTER[colour] || colour;
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function trimmed(value, decimals) {
  if (decimals !== undefined) return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function scaled(value, base, names, decimals) {
  let at = 0;
  while (Math.abs(value) >= base && at < names.length - 1) { value /= base; at += 1; }
  return trimmed(value, at && decimals !== undefined ? Math.max(decimals, 1) : decimals) + names[at];
}

function duration(seconds) {
  for (const [name, width] of [['d', 86400], ['h', 3600], ['min', 60]]) {
    if (seconds >= width * 2) return trimmed(seconds / width, 1) + ' ' + name;
  }
  return trimmed(seconds, seconds % 1 ? 2 : 0) + ' s';
}

function timeText(milliseconds, withSeconds = true) {
  const text = new Date(milliseconds).toISOString();
  return text.slice(0, 10) + ' ' + text.slice(11, withSeconds ? 19 : 16);
}

/// A value as its field's unit wants it.
function written(value, field) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  const state = (field.mappings || []).map(one => one.options[String(value)]).find(Boolean);
  if (state) return state.text;
  const { unit, decimals } = field;
  if (unit === 'dateTimeAsIso') return timeText(value);
  if (unit === 'currencyUSD') return (value < 0 ? '-$' : '$') + scaled(Math.abs(value), 1000, ['', ' K', ' M', ' B'], decimals);
  if (unit === 'short') return scaled(value, 1000, ['', ' K', ' M', ' B'], decimals);
  if (unit === 'bytes') return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB'], decimals);
  if (unit === 'percent') return trimmed(value, decimals) + '%';
  if (unit === 'ms') return Math.abs(value) >= 1000 ? duration(value / 1000) : trimmed(value, decimals) + ' ms';
  if (unit === 's') return duration(value);
  if (unit === 'cps') return trimmed(value, decimals) + ' /s';
  if (unit === 'rowsps') return scaled(value, 1000, ['', ' K', ' M'], decimals) + ' rows/s';
  if (unit && unit.startsWith('suffix:')) return trimmed(value, decimals) + unit.slice(7);
  return trimmed(value, decimals);
}

function mixed(low, high, share) {
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  return '#' + [1, 3, 5].map(at => Math.round(part(low, at) + (part(high, at) - part(low, at)) * share).toString(16).padStart(2, '0'))
    .join('');
}

/// The colour of a value by its field's rule; `least` and `most` are those of all values beside it.
function colourOf(value, field, least, most) {
  const state = (field.mappings || []).map(one => one.options[String(value)]).find(Boolean);
  if (state) return state.color;
  const mode = field.color && field.color.mode;
  if (mode === 'fixed') return field.color.fixedColor;
  if (typeof value !== 'number') return null;
  if (mode === 'thresholds') {
    let colour = null;
    for (const step of field.thresholds.steps) if (step.value === null || value >= step.value) colour = step.color;
    return colour;
  }
  const share = most > least ? (value - least) / (most - least) : 0;
  if (mode === 'continuous-blues') return mixed('#9CC7E8', '#08519C', share);
  if (mode === 'continuous-BlYlRd') {
    return share < .5 ? mixed('#0072B2', '#F0E442', share * 2) : mixed('#F0E442', '#D55E00', share * 2 - 1);
  }
  return null;
}

/// Black or white, whichever is read better on a colour.
function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
  return red * .299 + green * .587 + blue * .114 > 140 ? '#111' : '#fff';
}

/// Round numbers from `least` to `most`, about `count` of them.
function ticks(least, most, count) {
  const rough = (most - least) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(one => one * power).find(one => one >= rough * .999);
  const result = [];
  for (let at = Math.ceil(least / step - 1e-9) * step; at <= most + step * 1e-9; at += step) result.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return result;
}

const TIME_STEPS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000]
  .map(seconds => seconds * 1000);

function timeTicks(from, to, count) {
  const step = TIME_STEPS.find(one => (to - from) / one <= count) || TIME_STEPS[TIME_STEPS.length - 1];
  const result = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const text = new Date(at).toISOString();
    result.push([at, step >= 86400000 ? text.slice(5, 10) : at % 86400000 === 0 ? text.slice(5, 10)
      : text.slice(11, step < 60000 ? 19 : 16)]);
  }
  return result;
}

function canvasIn(body, height) {
  const canvas = document.createElement('canvas');
  const width = Math.max(80, body.clientWidth - 16);
  const ratio = devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.height = height + 'px';
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  pen.font = '11px system-ui, sans-serif';
  body.append(canvas);
  return { canvas, pen, width, height };
}

const axisText = (value, field) => written(value, { ...field, decimals: undefined });

/// How many pixels the texts beside the axis need.
function axisWidth(pen, height, low, high, field) {
  return 14 + Math.max(20, ...ticks(low, high, (height - 28) / 34).map(value => pen.measureText(axisText(value, field)).width));
}

function axes(pen, plot, low, high, field, from, to) {
  pen.strokeStyle = css('--grid');
  pen.fillStyle = css('--soft');
  pen.lineWidth = 1;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const value of ticks(low, high, plot.height / 34)) {
    const y = plot.y(value);
    pen.beginPath();
    pen.moveTo(plot.left, y);
    pen.lineTo(plot.right, y);
    pen.stroke();
    pen.fillText(axisText(value, field), plot.left - 6, y);
  }
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  if (from === to) return;
  for (const [at, text] of timeTicks(from, to, plot.width / 75)) pen.fillText(text, plot.x(at), plot.bottom + 5);
}

/// The picture's frame: pixels of times and values.
function plotOf(width, height, left, from, to, low, high) {
  const plot = { left, right: width - 8, top: 8, bottom: height - 20 };
  plot.width = plot.right - plot.left;
  plot.height = plot.bottom - plot.top;
  plot.x = at => plot.left + (at - from) / (to - from) * plot.width;
  plot.y = value => plot.bottom - (value - low) / (high - low || 1) * plot.height;
  return plot;
}

/// Lines, areas or stacked bars. `series`: [{name, field, points: [[time, value]], fill}].
function drawSeries(body, series, options) {
  const { from, to, interval, bars, stacked, thresholds, onHover } = options;
  const visible = series.filter(one => !one.hidden);
  const tops = new Map(), bottoms = new Map();
  let low = Infinity, high = -Infinity;
  for (const one of visible) {
    one.drawn = one.points.map(([at, value]) => {
      if (value === null) return [at, null, 0];
      if (!stacked) return [at, value, 0];
      const sums = value < 0 ? bottoms : tops;
      const base = sums.get(at) || 0;
      sums.set(at, base + value);
      return [at, base + value, base];
    });
    for (const [, value, base] of one.drawn) {
      if (value === null) continue;
      low = Math.min(low, value, bars ? base : value);
      high = Math.max(high, value, bars ? base : value);
    }
  }
  if (low === Infinity) { low = 0; high = 1; }
  for (const step of thresholds || []) { low = Math.min(low, step.value); high = Math.max(high, step.value); }
  if (low > 0 && (low < high * .6 || bars)) low = 0;
  if (high < 0 && high > low * .4) high = 0;
  if (low === high) { low -= Math.abs(low) * .1 || 1; high += Math.abs(high) * .1 || 1; }
  const margin = (high - low) * .04;
  if (low !== 0) low -= margin;
  if (high !== 0) high += margin;

  const legendHeight = series.length > 1 ? Math.min(46, 22 * Math.ceil(series.length * 110 / Math.max(1, body.clientWidth))) + 4 : 0;
  const { canvas, pen, width, height } = canvasIn(body, Math.max(70, body.clientHeight - 12 - legendHeight));
  const field = (visible[0] || series[0] || { field: {} }).field;
  const plot = plotOf(width, height, axisWidth(pen, height, low, high, field), from, to, low, high);
  axes(pen, plot, low, high, field, from, to);
  for (const step of thresholds || []) {
    pen.strokeStyle = shown(step.color);
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(plot.left, plot.y(step.value));
    pen.lineTo(plot.right, plot.y(step.value));
    pen.stroke();
    pen.setLineDash([]);
  }
  pen.save();
  pen.beginPath();
  pen.rect(plot.left, 0, plot.width, height);
  pen.clip();
  for (const one of visible) {
    if (bars) drawBars(pen, plot, one, interval); else drawLine(pen, plot, one);
  }
  pen.restore();
  hover(canvas, plot, visible, from, to, onHover);
}

function drawLine(pen, plot, one) {
  const points = one.drawn.filter(([, value]) => value !== null);
  if (!points.length) return;
  pen.strokeStyle = pen.fillStyle = shown(one.colour);
  pen.lineWidth = 1.6;
  pen.lineJoin = 'round';
  pen.beginPath();
  points.forEach(([at, value], index) => pen[index ? 'lineTo' : 'moveTo'](plot.x(at), plot.y(value)));
  pen.stroke();
  if (points.length === 1) pen.fillRect(plot.x(points[0][0]) - 2, plot.y(points[0][1]) - 2, 4, 4);
  if (one.fill) {
    const ground = Math.min(plot.bottom, Math.max(plot.top, plot.y(0)));
    pen.globalAlpha = one.fill / 100;
    pen.lineTo(plot.x(points[points.length - 1][0]), ground);
    pen.lineTo(plot.x(points[0][0]), ground);
    pen.fill();
    pen.globalAlpha = 1;
  }
}

function drawBars(pen, plot, one, interval) {
  pen.fillStyle = shown(one.colour);
  const wide = Math.max(1, (plot.x(interval) - plot.x(0)) * .86);
  for (const [at, value, base] of one.drawn) {
    if (value === null) continue;
    const y = plot.y(Math.max(value, base));
    pen.fillRect(plot.x(at), y, wide, Math.max(.5, plot.y(Math.min(value, base)) - y));
  }
}

/// Values under the pointer.
function hover(canvas, plot, visible, from, to, onHover) {
  canvas.onmousemove = event => {
    const at = from + (event.offsetX - plot.left) / plot.width * (to - from);
    let nearest = null;
    for (const one of visible) for (const [time] of one.points) {
      if (nearest === null || Math.abs(time - at) < Math.abs(nearest - at)) nearest = time;
    }
    const rows = visible.map(one => [one, (one.points.find(([time]) => time === nearest) || [])[1]])
      .filter(([, value]) => value !== undefined && value !== null).sort((one, two) => two[1] - one[1]);
    onHover(event, nearest === null ? null : timeText(nearest), rows.map(([one, value]) => [one.colour, one.name, written(value, one.field)]));
  };
  canvas.onmouseleave = () => onHover(null);
}

/// A row of coloured blocks per series.
function drawStates(body, series, { from, to, interval, onHover }) {
  const rowHeight = Math.max(14, Math.min(30, (body.clientHeight - 34) / Math.max(1, series.length)));
  const { canvas, pen, width, height } = canvasIn(body, rowHeight * series.length + 24);
  const left = 14 + Math.max(...series.map(one => pen.measureText(one.name).width));
  const plot = plotOf(width, height, left, from, to, 0, 1);
  plot.top = 0;
  pen.textBaseline = 'middle';
  series.forEach((one, row) => {
    const y = row * rowHeight;
    pen.textAlign = 'right';
    pen.fillStyle = css('--text');
    pen.fillText(one.name, plot.left - 6, y + rowHeight / 2);
    const turns = one.points.filter(([, value], index) => index === 0 || value !== one.points[index - 1][1]);
    turns.forEach(([at, value], index) => {
      const last = one.points[one.points.length - 1][0];
      const next = index + 1 < turns.length ? turns[index + 1][0] : Math.min(to, last + interval);
      pen.fillStyle = shown(colourOf(value, one.field) || '#888888');
      pen.fillRect(plot.x(at), y + 1, Math.max(1, plot.x(next) - plot.x(at)), rowHeight - 3);
    });
  });
  pen.fillStyle = css('--soft');
  pen.textAlign = 'center';
  for (const [at, text] of timeTicks(from, to, plot.width / 75)) pen.fillText(text, plot.x(at), height - 10);
  canvas.onmousemove = event => {
    const one = series[Math.floor(event.offsetY / rowHeight)];
    const at = from + (event.offsetX - plot.left) / plot.width * (to - from);
    const point = one && one.points.filter(([time]) => time <= at).pop();
    if (point) onHover(event, timeText(point[0]), [[colourOf(point[1], one.field), one.name, written(point[1], one.field)]]);
    else onHover(null);
  };
  canvas.onmouseleave = () => onHover(null);
}

/// Upright bars with names below, as many names as there is room for.
function drawColumns(body, rows, field, { onHover }) {
  const { canvas, pen, width, height } = canvasIn(body, Math.max(70, body.clientHeight - 12));
  const low = Math.min(0, ...rows.map(([, value]) => value)), high = Math.max(0, ...rows.map(([, value]) => value));
  const plot = plotOf(width, height, axisWidth(pen, height, low, high || 1, field), 0, rows.length, low, high || 1);
  axes(pen, plot, low, high || 1, field, 0, 0);
  const least = low, most = high;
  const every = Math.ceil(rows.length / Math.max(1, plot.width / 48));
  rows.forEach(([name, value], index) => {
    pen.fillStyle = shown(colourOf(value, field, least, most) || SERIES_COLOURS[0]);
    const y = plot.y(Math.max(0, value));
    pen.fillRect(plot.x(index + .06), y, Math.max(1, plot.x(.88) - plot.x(0)), plot.y(Math.min(0, value)) - y);
    pen.fillStyle = css('--soft');
    if (index % every === 0) pen.fillText(name, plot.x(index + .5), plot.bottom + 5);
  });
  canvas.onmousemove = event => {
    const row = rows[Math.floor((event.offsetX - plot.left) / plot.width * rows.length)];
    if (row) onHover(event, row[0], [[colourOf(row[1], field, least, most), '', written(row[1], field)]]);
  };
  canvas.onmouseleave = () => onHover(null);
}
