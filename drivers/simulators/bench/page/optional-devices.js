import { a4Hands, made as bodies, chipHands, personaliserHands } from './hands.js';
import { button, chip, deviceCard, element, groupsOf, say, showToggles, text } from './page-parts.js';
import { count } from './receipt-printer.js';
import { chipNames, deviceTitles, words } from './texts.js';

/** The A4 printer; hidden on a bench without one. */
export function makeDocumentPrinter() {
  const card = deviceCard({ id: 'document-printer', name: deviceTitles.documentPrinter, cable: null });
  const counts = element('dl', 'counts');
  const address = element('code', 'address');
  card.stage.append(counts, address);
  const free = button(words.freeSheet, bodies.freeA4(), 'main');
  card.hands.append(element('div', 'buttons', free, button(words.fillTray, bodies.fillA4())));
  const toggles = [];
  card.more.append(...groupsOf(a4Hands, toggles));
  return { made: card.made, draw };

  function draw({ documentPrinter: printer }) {
    card.made.hidden = printer === null;
    if (printer === null) return;
    const state = [];
    if (printer.isPrinting) state.push(chip(words.prints, 'good'));
    if (printer.paper === 0) state.push(chip(words.end, 'bad'));
    if (printer.isJammed) state.push(chip(words.sheetJammed, 'bad'));
    if (printer.isCoverOpen) state.push(chip(words.cover, 'bad'));
    if (printer.isTonerOut) state.push(chip(words.noToner, 'bad'));
    if (printer.isOffline) state.push(chip(words.offline, 'bad'));
    card.head(printer, ...state);
    showToggles(toggles, printer);
    free.disabled = !printer.isJammed;
    address.textContent = printer.url;
    counts.replaceChildren(
      ...count(words.pagesOut, printer.pagesOut, false),
      ...count(words.pagesJammed, printer.pagesJammed, printer.isJammed),
      ...count(words.sheetsLeft, printer.paper, false),
    );
  }
}

/** The reader of chip cards; hidden on a bench without one. */
export function makeSmartCard() {
  const card = deviceCard({ id: 'smart-card', name: deviceTitles.smartCard, cable: null });
  const pad = element('div', 'pad');
  pad.setAttribute('role', 'status');
  const remove = button(words.takeCard, bodies.removeSmartCard(), 'main');
  card.stage.append(element('div', 'pad-row', pad, remove));
  const toggles = [];
  card.hands.append(...groupsOf(chipHands, toggles));
  card.more.remove();
  return { made: card.made, draw };

  function draw({ smartCard: reader }) {
    card.made.hidden = reader === null;
    if (reader === null) return;
    card.head(reader, chip([`${reader.commands} 条命令`, `${reader.commands} commands`]));
    showToggles(toggles, reader);
    pad.classList.toggle('occupied', reader.card !== null);
    pad.replaceChildren(
      reader.card === null
        ? text('span', words.slotEmpty, 'empty')
        : element('strong', '', say(chipNames[reader.card])),
    );
    remove.disabled = reader.card === null;
  }
}

/** The card personaliser with its PIN pad; hidden on a bench without one. Shows how many digits are in, as the machine does. */
export function makePersonaliser() {
  const card = deviceCard({ id: 'personaliser', name: deviceTitles.personaliser, cable: null });
  const counts = element('dl', 'counts');
  const keys = [...'123456789'].map((digit) => button([digit, digit], bodies.pressPinKeys(digit)));
  const others = [
    button(words.pinCancel, bodies.pressPinKeys('cancel')),
    button(['0', '0'], bodies.pressPinKeys('0')),
    button(words.pinCorrect, bodies.pressPinKeys('correct')),
  ];
  card.stage.append(counts);
  card.hands.append(element('div', 'pin-keys', ...keys, ...others));
  const toggles = [];
  card.more.append(...groupsOf(personaliserHands, toggles));
  card.more.append(element('div', 'buttons', button(words.clear, bodies.clearPersonaliserFaults())));
  return { made: card.made, draw };

  function draw({ personaliser: unit }) {
    card.made.hidden = unit === null;
    if (unit === null) return;
    const state = [];
    if (unit.pin !== null)
      state.push(chip([`密码 ${unit.pin.entered}/${unit.pin.of}`, `PIN ${unit.pin.entered}/${unit.pin.of}`], 'good'));
    else if (unit.phase === 'running') state.push(chip(words.personalises, 'good'));
    if (unit.isJammed) state.push(chip(words.cardJammedInside, 'bad'));
    if (unit.isRibbonOut) state.push(chip(words.noRibbon, 'bad'));
    card.head(unit, ...state);
    showToggles(toggles, unit);
    for (const key of [...keys, ...others]) key.disabled = unit.pin === null;
    counts.replaceChildren(
      ...count(words.cardsWritten, unit.written, false),
      ...count(words.cardsPrinted, unit.printed, false),
    );
  }
}
