// Small parts that every device of the page is made of. Values reach the page by textContent only.
import { made as bodies, cableFaultAt, cableFaultNames } from './hands.js';
import { firstLanguage, refusals, words } from './texts.js';

export const token = new URLSearchParams(location.search).get('token') ?? '';
export const withToken = (path) => `${path}?token=${encodeURIComponent(token)}`;
export const byId = (id) => document.getElementById(id);

// --- Language ------------------------------------------------------------------------------------------------------------------

let language = readLanguage();

function readLanguage() {
  return firstLanguage(
    new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('bench.lang'),
    navigator.language,
  );
}

export const currentLanguage = () => language;

export function chooseLanguage(next) {
  language = next === 'en' ? 'en' : 'zh';
  localStorage.setItem('bench.lang', language);
}

/** The word of a pair [zh, en] in the language of the page. */
export const say = ([zh, en]) => (language === 'en' ? en : zh);

// --- Elements ------------------------------------------------------------------------------------------------------------------

export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...content);
  return made;
}

export const text = (tag, pair, className = '') => element(tag, className, say(pair));
export const chip = (pair, kind = '') => text('span', pair, `chip ${kind}`.trim());

/** A button that does one thing; `body` may be a function, asked at the moment of the click. */
export function button(pair, body, className = '') {
  const made = text('button', pair, className);
  made.type = 'button';
  made.addEventListener('click', () => act(typeof body === 'function' ? body() : body));
  return made;
}

/** A segmented choice that the page itself keeps. Returns the element and a function that tells the value. */
export function segments(pair, name, choices) {
  const made = element('fieldset', 'segments');
  made.append(text('legend', pair, 'sr'));
  choices.forEach(([value, label], at) => {
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = name;
    input.value = value;
    input.checked = at === 0;
    made.append(element('label', '', input, text('span', label)));
  });
  return { made, value: () => made.querySelector('input:checked').value, choose: (value) => check(made, value) };
}

function check(fieldset, value) {
  for (const input of fieldset.querySelectorAll('input')) input.checked = input.value === value;
}

/** A row: what it is about on the left, buttons on the right. */
export function group(pair, ...content) {
  return element('div', 'group', text('h3', pair), element('div', 'buttons', ...content));
}

/** Groups of `hands.js`. `toggles` collects the buttons that show what holds now. */
export function groupsOf(hands, toggles) {
  return hands.map(({ words: pair, buttons }) =>
    group(
      pair,
      ...buttons.map(({ words: name, body, on }) => {
        const made = button(name, body);
        if (on !== undefined) toggles.push([made, on]);
        return made;
      }),
    ),
  );
}

export function showToggles(toggles, device) {
  for (const [made, holds] of toggles) made.setAttribute('aria-pressed', String(holds(device)));
}

/**
 * The card of one device: name, state, cable, picture, the hands of a citizen, what is armed, and folded away what a keeper does and what goes wrong.
 * @param o `cable`: name of the device in the acts plug and unplug; null = it has none
 */
export function deviceCard({ id, name, cable, plugBody }) {
  const chips = element('div', 'chips');
  const plug = element('button', 'quiet');
  plug.type = 'button';
  let isPlugged = true;
  plug.addEventListener('click', () => act(plugBody(cable, !isPlugged)));
  const title = text('h2', name);
  title.id = `h-${id}`;
  const stage = element('div', 'stage');
  const hands = element('div', 'hands');
  const armed = element('div', 'chips armed');
  const more = element('details', 'keeper', text('summary', words.keeper));
  if (cable !== null) more.append(...cableGroups(cable));
  const made = element('section', `device ${id}`);
  made.setAttribute('aria-labelledby', title.id);
  made.append(element('div', 'title', title, chips, ...(cable === null ? [] : [plug])), stage, hands, armed, more);
  return {
    made,
    stage,
    hands,
    armed,
    more,
    /** Chips of state, and the cable. */
    head(device, ...state) {
      chips.replaceChildren(...(cable === null ? [] : [linkChip(device), ...cableChips(device)]), ...state);
      isPlugged = device.isPlugged ?? true;
      plug.textContent = say(isPlugged ? words.pull : words.plug);
      plug.classList.toggle('alert', !isPlugged);
      made.classList.toggle('unplugged', !isPlugged);
    },
  };
}

/** What the cable does to the next bytes, in the direction that is chosen. */
function cableGroups(cable) {
  const way = segments(words.direction, `way-${cable}`, [
    ['toHost', words.toHost],
    ['toDevice', words.toDevice],
  ]);
  const buttons = Object.entries(cableFaultNames).map(([fault, pair]) =>
    button(pair, () => bodies.damageCable(cable, way.value(), fault, cableFaultAt(fault))),
  );
  const clear = button(words.forget, bodies.clearCable(cable), 'quiet');
  return [group(words.cable, element('div', 'whole', way.made), ...buttons, clear)];
}

function linkChip(device) {
  if (!device.isPlugged) return chip(words.unplugged, 'bad');
  return device.isHostTalking ? chip(words.host, 'good') : chip(words.noHost);
}

function cableChips({ cableFaults }) {
  return cableFaults > 0 ? [chip([`线上待发 ${cableFaults}`, `${cableFaults} cable faults wait`], 'wait')] : [];
}

/** Replaces children only when something has changed, so that focus and selections stay where they are. */
export function showList(parent, key, make) {
  if (parent.dataset.key === key) return;
  parent.dataset.key = key;
  parent.replaceChildren(...make());
}

export function clockTime(iso) {
  return new Date(iso).toLocaleTimeString('zh-CN', { hour12: false });
}

// --- Acts ----------------------------------------------------------------------------------------------------------------------

/** Asks the bench; true when it was done. What came of it is pushed to every page. */
export async function act(body) {
  const notice = byId('refused');
  try {
    const reply = await fetch(withToken('/act'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await reply.json();
    notice.hidden = reply.ok;
    if (!reply.ok) notice.textContent = `${say(words.refused)}${refusalText(answer)}`;
    return reply.ok;
  } catch {
    notice.hidden = false;
    notice.textContent = say(words.away);
    return false;
  }
}

function refusalText({ error, detail }) {
  const known = refusals[error];
  return known === undefined ? `${error} ${detail}`.trim() : say(known);
}
