// The page of the device bench. Plain JavaScript: the bench serves it as it is, without a build. Values reach the page by textContent only.
import { cardTypes, devices, faultNames, faults, happenings, healths, printerGroups, words } from './texts.js';

const token = new URLSearchParams(location.search).get('token') ?? '';
const withToken = (path) => `${path}?token=${encodeURIComponent(token)}`;
const byId = (id) => document.getElementById(id);

/** An element with Chinese first and English behind it, smaller. */
function bilingual(tag, [zh, en], className) {
  const element = document.createElement(tag);
  if (className !== undefined) element.className = className;
  const english = document.createElement('span');
  english.lang = 'en';
  english.textContent = en;
  element.append(`${zh} `, english);
  return element;
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

function button(wordPair, body, className) {
  const made = bilingual('button', wordPair, className);
  made.type = 'button';
  made.addEventListener('click', () => act(typeof body === 'function' ? body() : body));
  return made;
}

async function act(body) {
  const notice = byId('refused');
  try {
    const reply = await fetch(withToken('/act'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // What came of it is pushed to every page; the answer matters only when there is a refusal.
    const answer = await reply.json();
    notice.hidden = reply.ok;
    if (!reply.ok) notice.textContent = `${words.refused.join(' · ')}: ${answer.error} ${answer.detail}`;
  } catch {
    notice.hidden = false;
    notice.textContent = words.away.join(' · ');
  }
}

// --- What never changes --------------------------------------------------------------------------------------------------------

function years(birthDate) {
  const [year, month, day] = birthDate.split('-').map(Number);
  const now = new Date();
  const hadBirthday = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day);
  return now.getFullYear() - year - (hadBirthday ? 0 : 1);
}

function validity(validTo) {
  if (validTo === 'long-term') return words.longTerm;
  if (new Date(`${validTo}T23:59:59`) < new Date()) return words.expired;
  return [`${words.until[0]} ${validTo}`, `${words.until[1]} ${validTo}`];
}

function personCard(person) {
  const made = element('button', 'person');
  made.type = 'button';
  made.dataset.persona = person.id;
  made.setAttribute('aria-pressed', 'false');
  const [validZh] = validity(person.validTo);
  const facts = `${person.sex === 'female' ? '女' : '男'} · ${years(person.birthDate)} 岁 · ${validZh}`;
  const use = element('span', 'use', person.use);
  use.lang = 'en';
  made.append(
    element('strong', '', person.name),
    bilingual('span', cardTypes[person.type], 'kind'),
    element('span', 'facts', facts),
    use,
  );
  made.addEventListener('click', () => act({ act: 'placeCard', personaId: person.id }));
  return made;
}

const people = new Map();

async function loadPeople() {
  const reply = await fetch(withToken('/people'));
  if (!reply.ok) return;
  for (const person of await reply.json()) people.set(person.id, person);
  byId('people').replaceChildren(...[...people.values()].map(personCard));
  if (shown !== null) draw(shown);
}

/** Buttons that show what holds now: pairs of a button and the question to the state. */
const toggles = [];

function buildControls() {
  const times = () => {
    const value = document.querySelector('input[name="times"]:checked').value;
    return value === 'untilCleared' ? value : Number(value);
  };
  byId('faults').replaceChildren(
    ...faults.map(({ words: pair, fault }) =>
      button(pair, () => ({ act: 'injectSdt', fault, on: 'readTextPhoto', times: times() })),
    ),
  );
  byId('health').replaceChildren(
    ...Object.entries(healths).map(([health, pair]) => {
      const made = button(pair, { act: 'sdtHealth', health });
      toggles.push([made, (state) => state.idReader.health === health]);
      return made;
    }),
  );
  byId('printer-acts').replaceChildren(
    ...printerGroups.map(({ words: pair, buttons }) => {
      const row = element('div', 'buttons');
      for (const { words: name, act: body, on } of buttons) {
        const made = button(name, body);
        if (on !== undefined) toggles.push([made, (state) => on(state.receiptPrinter)]);
        row.append(made);
      }
      return element('div', 'group', bilingual('h3', pair), row);
    }),
  );
  byId('lift').addEventListener('click', () => act({ act: 'removeCard' }));
  for (const [id, device] of [
    ['reader-plug', 'idReader'],
    ['printer-plug', 'receiptPrinter'],
  ]) {
    byId(id).addEventListener('click', () => act({ act: shown?.[device].isPlugged ? 'unplug' : 'plug', device }));
  }
}

// --- What changes --------------------------------------------------------------------------------------------------------------

let shown = null;

function draw(state) {
  shown = state;
  for (const [made, holds] of toggles) made.setAttribute('aria-pressed', String(holds(state)));
  drawReader(state.idReader);
  drawPrinter(state);
  byId('log').replaceChildren(...state.log.map(logLine));
}

function drawPlug(id, device) {
  const made = byId(id);
  made.replaceChildren(...bilingual('span', device.isPlugged ? words.pull : words.plug).childNodes);
  made.classList.toggle('alert', !device.isPlugged);
}

function linkChip(device) {
  if (!device.isPlugged) return bilingual('span', words.unplugged, 'chip bad');
  return bilingual(
    'span',
    device.isHostTalking ? words.host : words.noHost,
    device.isHostTalking ? 'chip good' : 'chip',
  );
}

function drawReader(reader) {
  const chips = [linkChip(reader)];
  if (reader.health !== 'ok') chips.push(bilingual('span', healths[reader.health], 'chip bad'));
  byId('reader-chips').replaceChildren(...chips);
  drawPlug('reader-plug', reader);
  const person = people.get(reader.card);
  const pad = byId('pad');
  pad.classList.toggle('occupied', reader.card !== null);
  if (reader.card === null) pad.replaceChildren(bilingual('span', words.padEmpty, 'empty'));
  else {
    pad.replaceChildren(
      element('strong', '', person?.name ?? reader.card),
      person === undefined ? '' : bilingual('span', cardTypes[person.type], 'kind'),
    );
  }
  byId('lift').disabled = reader.card === null;
  for (const made of document.querySelectorAll('[data-persona]')) {
    made.setAttribute('aria-pressed', String(made.dataset.persona === reader.card));
  }
  const armed = reader.faults.map(({ type, times }) => {
    const [zh, en] = faultNames[type] ?? [type, type];
    const often = times === null ? ' ∞' : times > 1 ? ` ×${times}` : '';
    return bilingual('span', [zh + often, en], 'chip wait');
  });
  byId('armed').replaceChildren(
    ...armed,
    ...(armed.length > 0 ? [button(words.clear, { act: 'clearSdtFaults' }, 'quiet')] : []),
  );
}

function drawPrinter({ receiptPrinter: printer, slips }) {
  const chips = [linkChip(printer)];
  if (printer.paper === 'ok') chips.push(element('span', 'chip', `${printer.paperLines} ${words.lines.join(' ')}`));
  else chips.push(bilingual('span', words[printer.paper], printer.paper === 'end' ? 'chip bad' : 'chip wait'));
  if (printer.isCoverOpen) chips.push(bilingual('span', words.cover, 'chip bad'));
  if (printer.isCutterJammed) chips.push(bilingual('span', words.jammed, 'chip bad'));
  if (printer.isHot) chips.push(bilingual('span', words.hot, 'chip bad'));
  byId('printer-chips').replaceChildren(...chips);
  drawPlug('printer-plug', printer);
  drawPaper(printer.hanging, slips);
}

/** Keeps the figures of slips that stand there already, so that an open text stays open and pictures are not fetched again. */
function drawPaper(hanging, slips) {
  const paper = byId('paper');
  const known = new Map([...paper.querySelectorAll('[data-slip]')].map((figure) => [figure.dataset.slip, figure]));
  const figures = slips.map((slip) => known.get(String(slip.n)) ?? slipFigure(slip));
  if (hanging.length > 0) {
    const text = hanging.join('\n');
    const old = known.get('hanging');
    figures.unshift(old?.dataset.text === text ? old : hangingFigure(text));
  }
  if (figures.length === 0) figures.push(bilingual('p', words.noSlips, 'empty'));
  const isSame = figures.length === paper.children.length && figures.every((one, at) => paper.children[at] === one);
  if (!isSame) paper.replaceChildren(...figures);
}

function slipFigure(slip) {
  const figure = element('figure', 'slip');
  figure.dataset.slip = String(slip.n);
  const picture = document.createElement('img');
  picture.src = withToken(`/slips/${slip.n}.png`);
  picture.alt = slip.lines.join('\n');
  const caption = bilingual('figcaption', [
    `${words.slip[0]} ${slip.n} · ${clockTime(slip.at)} · ${words.cuts[slip.cut][0]}`,
    words.cuts[slip.cut][1],
  ]);
  const text = element('pre', '', slip.lines.join('\n'));
  const details = document.createElement('details');
  details.append(bilingual('summary', words.text), copyButton(text), text);
  figure.append(caption, picture, details);
  return figure;
}

function hangingFigure(text) {
  const figure = element('figure', 'slip hanging');
  figure.dataset.slip = 'hanging';
  figure.dataset.text = text;
  figure.append(bilingual('figcaption', words.hanging), element('pre', '', text));
  return figure;
}

function copyButton(pre) {
  const made = bilingual('button', words.copy, 'quiet');
  made.type = 'button';
  made.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.textContent);
    made.replaceChildren(...bilingual('span', words.copied).childNodes);
  });
  return made;
}

function clockTime(iso) {
  return new Date(iso).toLocaleTimeString('zh-CN', { hour12: false });
}

function detailOf({ what, detail }) {
  if (what === 'cardPlaced' || what === 'cardLifted') return people.get(detail)?.name ?? detail;
  if (what === 'faultArmed' || what === 'faultUsed') return (faultNames[detail] ?? [detail]).join(' · ');
  if (what === 'healthSet') return healths[detail].join(' · ');
  return detail;
}

function logLine(line) {
  const detail = detailOf(line);
  const time = element('time', '', clockTime(line.at));
  time.dateTime = line.at;
  const made = element('li', line.device, time, bilingual('span', devices[line.device], 'who'));
  made.append(bilingual('span', happenings[line.what], 'what'));
  if (detail !== '') made.append(element('span', 'detail', detail));
  return made;
}

function drawLink(isLive) {
  byId('link').replaceChildren(...bilingual('span', isLive ? words.live : words.away).childNodes);
  byId('link').className = `chip ${isLive ? 'good' : 'bad'}`;
}

function listen() {
  const events = new EventSource(withToken('/events'));
  events.addEventListener('state', (event) => {
    drawLink(true);
    draw(JSON.parse(event.data));
  });
  events.onerror = () => drawLink(false);
}

buildControls();
drawLink(false);
if (token === '') {
  byId('refused').hidden = false;
  byId('refused').textContent = words.noToken.join(' · ');
} else {
  loadPeople().catch(() => drawLink(false));
  listen();
}
