import { boardFaultNames, boardHands, made as bodies } from './hands.js';
import {
  act,
  button,
  chip,
  deviceCard,
  element,
  group,
  groupsOf,
  say,
  showList,
  showToggles,
  text,
} from './page-parts.js';
import { colours, contacts, deviceTitles, lamps, wires, words } from './texts.js';

/** Lamps as a citizen sees them, and contacts as switches. */
export function makeIoBoard() {
  const card = deviceCard({ id: 'io-board', name: deviceTitles.ioBoard, cable: 'ioBoard', plugBody: bodies.cable });
  const row = element('ul', 'lamps');
  const switches = element('div', 'switches');
  card.stage.append(row);
  card.hands.append(text('h3', words.contacts), switches);
  const toggles = [];
  const lampRows = element('div', 'groups');
  card.more.append(
    ...groupsOf(boardHands, toggles),
    group(
      words.nextLine,
      ...Object.entries(boardFaultNames).map(([fault, pair]) => button(pair, bodies.injectBoard(fault))),
      button(words.forget, bodies.clearBoardFaults(), 'quiet'),
    ),
    lampRows,
  );
  return { made: card.made, draw };

  function draw({ ioBoard: board }) {
    card.head(
      board,
      ...(board.isSilent ? [chip(words.noPower, 'bad')] : []),
      ...(board.beeps > 0 ? [chip([`响过 ${board.beeps} 次`, `${board.beeps} beeps`])] : []),
    );
    showToggles(toggles, board);
    showList(row, JSON.stringify(board.lamps), () => board.lamps.map(lampItem));
    if (switches.children.length !== board.contacts.length) {
      switches.replaceChildren(...board.contacts.map(({ name }) => contactSwitch(name)));
    }
    for (const [at, contact] of board.contacts.entries()) showSwitch(switches.children[at], contact);
    if (lampRows.children.length !== board.lamps.length) lampRows.replaceChildren(...board.lamps.map(lampGroup));
    for (const [at, lamp] of board.lamps.entries()) showLampGroup(lampRows.children[at], lamp);
  }
}

function lampItem(lamp) {
  const bulb = element('span', `bulb ${lamp.pattern} ${lamp.colour ?? 'white'}`);
  if (lamp.pattern === 'blink') blink(bulb, lamp);
  const told = [say(words[`lamp-${lamp.pattern}`])];
  if (lamp.colour !== null) told.unshift(say(colours[lamp.colour]));
  const detail = lamp.pattern === 'blink' ? `${lamp.onMs}/${lamp.offMs} ms` : '';
  const made = element(
    'li',
    lamp.wire === 'well' && !lamp.isStuck ? '' : 'broken',
    bulb,
    text('strong', lamps[lamp.name]),
    element('span', 'kind', told.join(' ')),
  );
  if (detail !== '') made.append(element('span', 'kind', detail));
  if (lamp.wire !== 'well') made.append(text('span', wires[lamp.wire], 'fault'));
  if (lamp.isStuck) made.append(text('span', words.stuck, 'fault'));
  return made;
}

/** In step with every other lamp of the page: all animations begin at the same moment. */
function blink(bulb, { onMs, offMs }) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const part = onMs / (onMs + offMs);
  const frames = [
    { opacity: 1, offset: 0 },
    { opacity: 1, offset: part },
    { opacity: 0.18, offset: part },
    { opacity: 0.18, offset: 1 },
  ];
  const animation = bulb.animate(frames, { duration: onMs + offMs, iterations: Number.POSITIVE_INFINITY });
  animation.startTime = 0;
}

function contactSwitch(name) {
  const made = element('button', 'toggle');
  made.type = 'button';
  made.setAttribute('role', 'switch');
  made.append(element('span', 'knob'), text('span', contacts[name].name), element('span', 'kind'));
  made.addEventListener('click', () => act(bodies.setContact(name, made.getAttribute('aria-checked') !== 'true')));
  return made;
}

function showSwitch(made, { name, isActive, isLatched }) {
  made.setAttribute('aria-checked', String(isActive));
  const told = [say(contacts[name].states[isActive ? 1 : 0])];
  if (isLatched) told.push(say(words.latched));
  made.lastChild.textContent = told.join(say(words.joint));
}

/** What can be wrong with one lamp: stuck, and where the board measures it, its wire. */
function lampGroup({ name, hasSense }) {
  const stuck = button(words.stick, () => bodies.setLampStuck(name, stuck.getAttribute('aria-pressed') !== 'true'));
  const wireButtons = hasSense ? Object.entries(wires).map(([wire, pair]) => wireButton(name, wire, pair)) : [];
  return group(lamps[name], stuck, ...wireButtons);
}

function wireButton(name, wire, pair) {
  const made = button(pair, bodies.setLampWire(name, wire));
  made.dataset.wire = wire;
  return made;
}

function showLampGroup(made, lamp) {
  const [stuck, ...wireButtons] = made.querySelectorAll('button');
  stuck.setAttribute('aria-pressed', String(lamp.isStuck));
  for (const one of wireButtons) one.setAttribute('aria-pressed', String(one.dataset.wire === lamp.wire));
}
