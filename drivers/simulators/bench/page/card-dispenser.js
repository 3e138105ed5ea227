import { makeDispenserPicture } from './dispenser-picture.js';
import { made as bodies, dispenserFaultNames, dispenserHands, mishapHands } from './hands.js';
import {
  button,
  chip,
  deviceCard,
  element,
  group,
  groupsOf,
  say,
  segments,
  showList,
  showToggles,
} from './page-parts.js';
import { cardPlaces, deviceTitles, dispenserCommands, mishaps, motions, unitNames, words } from './texts.js';

/** Where every card is, and the hands of citizen and keeper. */
export function makeCardDispenser() {
  const card = deviceCard({
    id: 'card-dispenser',
    name: deviceTitles.cardDispenser,
    cable: 'cardDispenser',
    plugBody: bodies.cable,
  });
  const picture = makeDispenserPicture();
  const told = element('p', 'told');
  told.setAttribute('role', 'status');
  card.stage.append(picture.made, told);
  const take = button(words.takeCard, bodies.takeCard(), 'main');
  const push = button(words.pushCard, bodies.insertForeignCard());
  card.hands.append(
    element('div', 'buttons', take, push),
    element(
      'div',
      'buttons',
      button(words.fillHopper, bodies.fillHopper()),
      button(words.emptyHopper, bodies.emptyHopper()),
      button(words.fillBin, bodies.fillBin()),
      button(words.emptyBin, bodies.emptyBin()),
      button(words.attend, bodies.attendDispenser()),
    ),
  );
  const toggles = [];
  const on = segments(words.command, 'dispenser-command', Object.entries(dispenserCommands));
  card.more.append(
    ...mishapHands.map(({ words: pair, kinds, at }) =>
      group(pair, ...kinds.map((kind) => button(mishaps[kind], bodies.armMishap(kind, at)))),
    ),
    ...groupsOf(dispenserHands, toggles),
    group(
      words.wire,
      element('div', 'whole', on.made),
      ...Object.entries(dispenserFaultNames).map(([fault, pair]) =>
        button(pair, () => bodies.injectDispenser(fault, on.value())),
      ),
    ),
  );
  return { made: card.made, draw };

  function draw({ cardDispenser: unit }) {
    const state = [chip(unitNames[unit.unit], 'model')];
    if (!unit.hasPower) state.push(chip(words.noPower, 'bad'));
    if (unit.hasMotorFault) state.push(chip(words.motorBroken, 'bad'));
    if (unit.isOverlapping) state.push(chip(words.overlapping, 'bad'));
    if (unit.hopper.level === 'empty') state.push(chip(words.hopperEmpty, 'bad'));
    if (unit.hopper.level === 'low') state.push(chip(words.hopperLow, 'wait'));
    if (unit.bin.count >= unit.bin.capacity) state.push(chip(words.binFull, 'bad'));
    card.head(unit, ...state);
    picture.draw(unit);
    told.textContent = say(toldOf(unit));
    take.disabled = unit.motion !== null || !['exit', 'entering'].includes(unit.card?.place);
    push.disabled = unit.motion !== null || unit.card !== null;
    showToggles(toggles, unit);
    showList(card.armed, JSON.stringify([unit.mishaps, unit.faults]), () => armedChips(unit));
  }
}

function toldOf(unit) {
  if (unit.motion !== null) return motions[unit.motion] ?? words.moving;
  return unit.card === null ? cardPlaces.none : cardPlaces[unit.card.place];
}

function armedChips({ mishaps: waiting, faults }) {
  const chips = [
    ...waiting.map(({ kind, at }) => `${say(dispenserCommands[at])}${say(words.colon)}${say(mishaps[kind])}`),
    ...faults.map(
      ({ fault, on }) => `${say(dispenserCommands[on])}${say(words.colon)}${say(dispenserFaultNames[fault])}`,
    ),
  ].map((line) => element('span', 'chip wait', line));
  return chips.length === 0 ? [] : [...chips, button(words.clear, bodies.clearDispenserFaults(), 'quiet')];
}
