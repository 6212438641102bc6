'use strict';
// The dashboards' JSON, their queries, and the page's controls. Everything is said in the address: a link shows the same.

const byId = id => document.getElementById(id);
const RANGES = [['now-5m', '5 minutes'], ['now-15m', '15 minutes'], ['now-1h', '1 hour'], ['now-6h', '6 hours'],
  ['now-24h', '24 hours'], ['now-7d', '7 days'], ['now-30d', '30 days'], ['now-90d', '90 days'], ['', 'from … to']];
const REFRESHES = ['off', '5s', '10s', '30s', '1m', '5m', '15m'];
const UNITS = { s: 1000, m: 60000, h: 3600000, d: 86400000, w: 604800000 };
const NICE = [1, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 604800];

const state = { board: null, boards: [], from: '', to: 'now', refresh: '1m', values: {}, options: {}, timer: 0, run: 0 };

function widthOf(text) {
  const match = /^(\d+)([smhdw])$/.exec(text || '');
  return match ? Number(match[1]) * UNITS[match[2]] : 0;
}

/// A time as Grafana writes it: milliseconds, `now`, `now-6h`, or ISO.
function moment(text, now) {
  if (/^\d+$/.test(text)) return Number(text);
  const match = /^now(?:([+-])(\d+[smhdw]))?$/.exec(text);
  if (match) return now + (match[1] === '+' ? 1 : -1) * widthOf(match[2] || '');
  const time = Date.parse(text);
  return Number.isNaN(time) ? now : time;
}

// The address.

function readAddress() {
  const address = new URLSearchParams(location.search);
  const uid = address.get('d');
  state.board = state.boards.find(one => one.uid === uid) || state.boards[0];
  state.from = address.get('from') || state.board.time.from;
  state.to = address.get('to') || state.board.time.to;
  state.refresh = address.get('refresh') || state.board.refresh;
  state.values = {};
  for (const variable of variables()) {
    const given = address.getAll('var-' + variable.name).filter(value => value !== '$__all');
    state.values[variable.name] = variable.type === 'query' ? given : given[0] ?? variable.current.value;
  }
}

function writeAddress() {
  const address = new URLSearchParams({ d: state.board.uid, from: state.from, to: state.to, refresh: state.refresh });
  for (const variable of variables()) {
    const value = state.values[variable.name];
    for (const one of Array.isArray(value) ? value : [value]) address.append('var-' + variable.name, one);
  }
  history.replaceState(null, '', '?' + address);
}

const variables = () => state.board.templating.list.filter(one => one.type !== 'datasource');

// Queries.

/// The arguments in the round bracket at a place, and where it closes.
function argumentsAt(sql, opening) {
  const result = [];
  let level = 0, begin = opening + 1, quote = '';
  for (let at = opening; at < sql.length; at += 1) {
    const character = sql[at];
    if (quote) {
      if (character === '\\') at += 1; else if (character === quote) quote = '';
    } else if (`'"\``.includes(character)) quote = character;
    else if (character === '(') level += 1;
    else if (character === ',' && level === 1) { result.push(sql.slice(begin, at)); begin = at + 1; }
    else if (character === ')' && --level === 0) return [[...result, sql.slice(begin, at)], at + 1];
  }
  return [[], sql.length];
}

/// What Grafana's browser part does: conditions on variables, then the variables. The server expands the rest.
function interpolated(sql) {
  const macro = '$__conditionalAll';
  for (let at = sql.lastIndexOf(macro + '('); at >= 0; at = sql.lastIndexOf(macro + '(')) {
    const [[condition, variable], end] = argumentsAt(sql, at + macro.length);
    const name = (/\$\{?(\w+)/.exec(variable || '') || [])[1];
    const value = state.values[name];
    const isAll = value === undefined || value.length === 0;
    sql = sql.slice(0, at) + (isAll ? '1=1' : condition.trim()) + sql.slice(end);
  }
  const quoted = text => "'" + text.replace(/\\/g, '\\\\').replace(/'/g, "\\'") + "'";
  return sql.replace(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g, (text, one, two) => {
    const value = state.values[one || two];
    if (value === undefined) return text;
    if (Array.isArray(value)) return value.map(quoted).join(',');
    return /^-?\d+(\.\d+)?$/.test(value) ? value : quoted(value);
  });
}

async function ask(sql, parameters = {}, signal) {
  const address = new URLSearchParams({
    database: 'agent_analytics', default_format: 'JSONCompact', output_format_json_quote_64bit_integers: 0,
    date_time_output_format: 'iso', ...parameters });
  const headers = {};
  const credentials = JSON.parse(sessionStorage.getItem('credentials') || 'null');
  if (credentials) {
    headers['X-ClickHouse-User'] = credentials.user;
    headers['X-ClickHouse-Key'] = credentials.password;
  }
  const answer = await fetch('/?' + address, { method: 'POST', body: sql, headers, signal });
  const text = await answer.text();
  if (answer.status === 401 || answer.status === 403) {
    byId('reason').textContent = 'The server wants to know who asks.';
    byId('login').hidden = false;
  }
  if (!answer.ok) throw new Error(text.trim());
  const { meta, data } = JSON.parse(text);
  const times = meta.map(column => /DateTime/.test(column.type));
  return {
    names: meta.map(column => column.name), kinds: meta.map(column => column.type), times,
    rows: data.map(row => row.map((value, at) => times[at] && value !== null ? Date.parse(value) : value)) };
}

/// Points about a pixel and a half apart, at a round distance, no finer than the panel says.
function intervalFor(panel, from, to, pixels) {
  const points = panel.maxDataPoints || Math.max(100, pixels / 1.5);
  const rough = Math.max((to - from) / points, widthOf(panel.interval) || 1000) / 1000;
  return (NICE.find(one => one >= rough) || Math.ceil(rough)) * 1000;
}

// Panels.

/// The field's settings for a column: defaults, then the overrides that match.
function fieldOf(panel, name) {
  const field = { ...panel.fieldConfig.defaults, custom: { ...panel.fieldConfig.defaults.custom }, links: [] };
  for (const { matcher, properties } of panel.fieldConfig.overrides) {
    const matches = matcher.id === 'byName' ? matcher.options === name
      : new RegExp(matcher.options.replace(/^\/|\/$/g, '')).test(name);
    if (!matches) continue;
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) field.custom[id.slice(7)] = value; else field[id] = value;
    }
  }
  return field;
}

/// A long table as series: one per number column and combination of labels.
function seriesOf(panel, tables) {
  const result = new Map();
  for (const { names, kinds, times, rows } of tables) {
    const time = times.indexOf(true);
    const isText = kinds.map(kind => /String|Enum|UUID/.test(kind));
    const numbers = names.map((_, at) => at).filter(at => at !== time && !isText[at]);
    for (const row of rows) {
      const labels = row.filter((_, at) => isText[at]).join(' ');
      for (const at of numbers) {
        const name = labels ? (numbers.length > 1 ? labels + ' ' + names[at] : labels) : names[at];
        if (!result.has(name)) {
          const field = fieldOf(panel, names[at]);
          const fixed = field.color && field.color.mode === 'fixed' && field.color.fixedColor;
          result.set(name, { name, field, points: [], fill: field.custom.fillOpacity, fixed });
        }
        result.get(name).points.push([row[time], row[at]]);
      }
    }
  }
  return [...result.values()].map((one, at) => ({ ...one, colour: one.fixed || SERIES_COLOURS[at % SERIES_COLOURS.length] }));
}

function element(name, properties = {}, ...children) {
  const result = Object.assign(document.createElement(name), properties);
  result.append(...children);
  return result;
}

function tip(event, title, rows) {
  const box = byId('tip');
  box.hidden = !event || !title;
  if (box.hidden) return;
  box.replaceChildren(element('div', { textContent: title }), element('table', {}, ...rows.slice(0, 14).map(([colour, name, value]) => {
    const mark = element('b', { textContent: '■ ' });
    mark.style.color = shown(colour || '#888888');
    return element('tr', {}, element('td', {}, mark, name), element('td', { textContent: value }));
  })));
  box.style.left = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8) + 'px';
  box.style.top = Math.min(event.clientY + 14, innerHeight - box.offsetHeight - 8) + 'px';
}

function legend(body, series, redraw) {
  if (series.length < 2) return;
  body.append(element('div', { className: 'legend' }, ...series.map(one => {
    const mark = element('b');
    mark.style.background = shown(one.colour);
    return element('button', { className: one.hidden ? 'off' : '', title: 'Click to hide or show', onclick: () => {
      one.hidden = !one.hidden;
      redraw();
    } }, mark, one.name);
  })));
}

function renderSeries(body, panel, tables, context) {
  const series = seriesOf(panel, tables);
  const custom = panel.fieldConfig.defaults.custom;
  const lines = custom.thresholdsStyle.mode === 'line'
    ? panel.fieldConfig.defaults.thresholds.steps.filter(step => step.value !== null) : [];
  // Where a query draws the thresholds that the viewer chose, the fixed ones would be in the way.
  const thresholds = panel.targets.length > 1 ? [] : lines;
  const redraw = () => {
    body.replaceChildren();
    drawSeries(body, series, { ...context, bars: custom.drawStyle === 'bars', stacked: custom.stacking.mode === 'normal',
      thresholds, onHover: tip });
    legend(body, series, redraw);
  };
  redraw();
}

function renderStat(body, panel, { names, rows }) {
  body.append(element('div', { className: 'stats' }, ...names.map((name, at) => {
    const field = fieldOf(panel, name), value = rows[0][at];
    const text = element('div', { textContent: value === null ? field.noValue : written(value, field) });
    if (value === null) text.style.fontSize = '14px';
    else text.style.color = shown(colourOf(value, field) || css('--text'));
    if (names.length > 1) text.append(element('small', { textContent: name }));
    return text;
  })));
}

function renderTable(body, panel, table) {
  const { names, kinds } = table;
  const fields = names.map(name => fieldOf(panel, name));
  const numbers = table.rows.map(row => row.map(value => typeof value === 'number' ? value : null));
  // Colours that run from low to high do so over all columns that are coloured alike.
  const extent = fields.map((field, at) => {
    const alike = fields.map((_, other) => other).filter(other => JSON.stringify(fields[other].custom) === JSON.stringify(field.custom)
      && fields[other].unit === field.unit);
    const values = numbers.flatMap(row => (alike.length > 12 ? alike : [at]).map(other => row[other])).filter(value => value !== null);
    return [Math.min(...values), Math.max(...values)];
  });
  const cells = row => row.map((value, at) => {
    const field = fields[at], cell = element('td');
    const isText = typeof value === 'string';
    if (isText) cell.className = 'text';
    const text = written(value, field);
    const link = field.links && field.links[0];
    if (link && value !== null) cell.append(element('a', { href: linkTo(link.url, value), textContent: text }));
    else cell.append(text);
    if (isText) cell.title = text;
    const colour = colourOf(value, field, ...extent[at]);
    const kind = field.custom.cellOptions && field.custom.cellOptions.type;
    if (colour && kind === 'color-background') {
      cell.style.background = shown(colour);
      cell.style.color = inkOn(shown(colour));
    }
    if (typeof value === 'number' && kind === 'gauge') cell.prepend(gauge(value, field, extent[at], colour));
    return cell;
  });
  const isText = at => typeof (table.rows[0] || [])[at] === 'string';
  const head = names.map((name, at) => element('th', { textContent: name, title: 'Sort', className: isText(at) ? 'text' : '', onclick: () => {
    table.descending = table.sorted === at ? !table.descending : typeof (table.rows[0] || [])[at] === 'number';
    table.sorted = at;
    const sign = table.descending ? -1 : 1;
    table.rows.sort((one, two) => one[at] === null ? 1 : two[at] === null ? -1 : sign * (one[at] > two[at] ? 1 : one[at] < two[at] ? -1 : 0));
    body.replaceChildren();
    renderTable(body, panel, table);
  } }));
  body.append(element('table', {}, element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...table.rows.map(row => element('tr', {}, ...cells(row))))));
}

function gauge(value, field, [least, most], colour) {
  const whole = field.unit === 'percent' ? 100 : most;
  const bar = element('i');
  bar.style.width = Math.max(0, Math.min(100, value / (whole || 1) * 100)) + '%';
  bar.style.background = shown(colour || SERIES_COLOURS[0]);
  return element('span', { className: 'gauge' }, bar);
}

/// A link to a dashboard of Grafana as one of this page.
function linkTo(url, value) {
  const [, uid, variable] = /^\/d\/([\w-]+)\?var-(\w+)=/.exec(url) || [];
  const address = new URLSearchParams({ d: uid, from: state.from, to: state.to });
  address.append('var-' + variable, value);
  return '?' + address;
}

function renderBars(body, panel, { names, rows }) {
  const at = names.findIndex((_, column) => column > 0);
  const field = fieldOf(panel, names[at]);
  const values = rows.map(row => row[at]).filter(value => value !== null);
  const low = Math.min(0, ...values), high = Math.max(0, ...values), span = high - low || 1;
  body.append(element('div', { className: 'bars' }, ...rows.flatMap(row => {
    const value = row[at] ?? 0, bar = element('i');
    bar.style.left = (Math.min(0, value) - low) / span * 100 + '%';
    bar.style.width = Math.max(.5, Math.abs(value) / span * 100) + '%';
    bar.style.background = shown(colourOf(value, field, low, high) || SERIES_COLOURS[0]);
    return [element('span', { textContent: row[0], title: row[0] }), element('div', {}, bar), element('b', { textContent: written(row[at], field) })];
  })));
}

function render(body, panel, tables, context) {
  body.replaceChildren();
  const table = tables[0];
  if (!tables.some(one => one.rows.length) || (panel.type === 'stat' && !table.rows.length)) {
    body.append(element('div', { className: 'note', textContent: panel.fieldConfig.defaults.noValue }));
    return;
  }
  switch (panel.type) {
    case 'timeseries': renderSeries(body, panel, tables, context); break;
    case 'state-timeline': drawStates(body, seriesOf(panel, tables), { ...context, onHover: tip }); break;
    case 'stat': renderStat(body, panel, table); break;
    case 'table': renderTable(body, panel, table); break;
    case 'barchart':
      if (panel.options.orientation === 'vertical') {
        drawColumns(body, table.rows.map(row => [row[0], row[1] ?? 0]), fieldOf(panel, table.names[1]), { onHover: tip });
      } else renderBars(body, panel, table);
      break;
    default: renderBars(body, panel, table);
  }
}

async function refreshPanel(section, panel, from, to, run) {
  const body = section.querySelector('.body'), time = section.querySelector('i');
  const interval = intervalFor(panel, from, to, body.clientWidth);
  const begin = performance.now();
  section.classList.add('busy');
  try {
    const tables = [];
    for (const target of panel.targets) {
      tables.push(await ask(interpolated(target.rawSql), { from, to, interval_ms: interval }));
    }
    if (run !== state.run) return;
    time.textContent = Math.round(performance.now() - begin) + ' ms';
    section.redraw = () => render(body, panel, tables, { from, to, interval });
    section.redraw();
    section.dataset.state = 'done';
  } catch (error) {
    if (run !== state.run) return;
    section.dataset.state = 'failed';
    body.replaceChildren(element('div', { className: 'error', textContent: error.message }));
  } finally {
    section.classList.remove('busy');
  }
}

/// All panels, four at a time, the upper ones first.
async function refresh() {
  clearTimeout(state.timer);
  const run = ++state.run;
  const now = Date.now();
  const from = moment(state.from, now), to = moment(state.to, now);
  const waiting = [...byId('panels').children];
  const work = async () => {
    for (let section = waiting.shift(); section && run === state.run; section = waiting.shift()) {
      await refreshPanel(section, section.panel, from, to, run);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  if (run !== state.run) return;
  document.body.dataset.state = 'done';
  const wait = widthOf(state.refresh);
  if (wait) state.timer = setTimeout(() => document.hidden ? later(run) : refresh(), wait);
}

/// A page that nobody sees asks nothing until it is seen again.
function later(run) {
  document.addEventListener('visibilitychange', () => { if (run === state.run) refresh(); }, { once: true });
}

// Controls.

function layOut() {
  document.title = state.board.title + ' – Colonnade';
  byId('about').textContent = state.board.description;
  byId('panels').replaceChildren(...state.board.panels.map(panel => {
    const { x, y, w, h } = panel.gridPos;
    const section = element('section', { className: panel.type },
      element('h2', { title: panel.description }, element('span', { textContent: panel.title }), element('i')),
      element('div', { className: 'body' }));
    section.style.gridArea = `${y + 1} / ${x + 1} / span ${h} / span ${w}`;
    section.panel = panel;
    return section;
  }));
}

async function fillVariables() {
  const made = await Promise.all(variables().map(async variable => {
    if (variable.type === 'textbox') {
      const input = element('input', { type: 'text', value: state.values[variable.name], inputMode: 'decimal' });
      input.onchange = () => { state.values[variable.name] = input.value.trim() || variable.current.value; changed(); };
      return element('label', { title: variable.description }, variable.label + ' ', input);
    }
    let names = [];
    try {
      names = (await ask(variable.query)).rows.map(row => row[0]);
    } catch { /* The panels show what is wrong. */ }
    return chooser(variable, names);
  }));
  byId('variables').replaceChildren(...made);
}

function chooser(variable, names) {
  const chosen = () => state.values[variable.name];
  const title = element('summary');
  const name = () => {
    const count = chosen().length;
    title.textContent = `${variable.label}: ${count === 0 ? 'All' : count === 1 ? chosen()[0] : count + ' chosen'}`;
  };
  const boxes = names.map(value => {
    const box = element('input', { type: 'checkbox', checked: chosen().includes(value), value });
    box.onchange = () => {
      state.values[variable.name] = boxes.filter(one => one.checked).map(one => one.value);
      name();
      changed();
    };
    return box;
  });
  const all = element('button', { textContent: 'All', onclick: () => {
    boxes.forEach(one => { one.checked = false; });
    state.values[variable.name] = [];
    name();
    changed();
  } });
  name();
  return element('details', { title: variable.description }, title,
    element('div', {}, all, ...boxes.map(box => element('label', {}, box, ' ' + box.value))));
}

function showControls() {
  byId('board').value = state.board.uid;
  const isListed = state.to === 'now' && RANGES.some(([value]) => value && value === state.from);
  byId('range').value = isListed ? state.from : '';
  byId('custom').hidden = isListed;
  const now = Date.now();
  byId('from').value = new Date(moment(state.from, now)).toISOString().slice(0, 19);
  byId('to').value = new Date(moment(state.to, now)).toISOString().slice(0, 19);
  byId('refresh').value = REFRESHES.includes(state.refresh) ? state.refresh : 'off';
}

function changed() {
  writeAddress();
  showControls();
  document.body.dataset.state = 'busy';
  refresh();
}

async function open() {
  readAddress();
  showControls();
  layOut();
  document.body.dataset.state = 'busy';
  await fillVariables();
  refresh();
}

function listen() {
  byId('board').append(...state.boards.map(one => element('option', { value: one.uid, textContent: one.title })));
  byId('range').append(...RANGES.map(([value, textContent]) => element('option', { value, textContent })));
  byId('refresh').append(...REFRESHES.map(value => element('option', { value, textContent: value })));
  byId('board').onchange = () => { history.pushState(null, '', '?' + new URLSearchParams({ d: byId('board').value })); open(); };
  byId('range').onchange = () => {
    if (byId('range').value) { state.from = byId('range').value; state.to = 'now'; changed(); } else byId('custom').hidden = false;
  };
  byId('apply').onclick = () => {
    state.from = String(Date.parse(byId('from').value + 'Z'));
    state.to = String(Date.parse(byId('to').value + 'Z'));
    changed();
  };
  byId('refresh').onchange = () => { state.refresh = byId('refresh').value; changed(); };
  byId('now').onclick = () => refresh();
  byId('look').value = localStorage.getItem('look') || '';
  byId('look').onchange = () => { localStorage.setItem('look', byId('look').value); applyLook(); };
  byId('login').onsubmit = event => {
    event.preventDefault();
    sessionStorage.setItem('credentials', JSON.stringify({ user: byId('user').value, password: byId('password').value }));
    byId('login').hidden = true;
    open();
  };
  addEventListener('popstate', open);
  let resizing = 0;
  addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(redrawAll, 150); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
}

function redrawAll() {
  for (const section of byId('panels').children) if (section.redraw) section.redraw();
}

function applyLook() {
  const look = new URLSearchParams(location.search).get('look') || localStorage.getItem('look') || '';
  if (look) document.documentElement.dataset.look = look; else delete document.documentElement.dataset.look;
  redrawAll();
}

async function start() {
  const answer = await fetch('/dashboard/all.json');
  state.boards = await answer.json();
  listen();
  applyLook();
  open();
}

start();
