// The page of the device bench. Plain JavaScript: the bench serves it as it is, without a build.
import { makeCardDispenser } from './card-dispenser.js';
import { makeIdReader } from './id-reader.js';
import { makeIoBoard } from './io-board.js';
import { logLine } from './log-lines.js';
import { makeDocumentPrinter, makePersonaliser, makeSmartCard } from './optional-devices.js';
import { byId, chooseLanguage, currentLanguage, element, say, token, withToken } from './page-parts.js';
import { makeReceiptPrinter } from './receipt-printer.js';
import { makeScanner } from './scanner.js';
import { words } from './texts.js';

const people = new Map();
let devices = [];
let shown = null;
let isLive = false;

/** Columns of the page, left to right; each device stands where hands find it on a machine. */
function build() {
  const language = currentLanguage();
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  document.title = say(words.title);
  byId('title').textContent = say(words.title);
  byId('hint').textContent = say(words.hint);
  byId('log-title').textContent = say(words.log);
  for (const input of document.querySelectorAll('#language input')) input.checked = input.value === language;
  const [reader, scanner] = [makeIdReader(people), makeScanner()];
  const [dispenser, board] = [makeCardDispenser(), makeIoBoard()];
  const [printer, a4, chips] = [makeReceiptPrinter(), makeDocumentPrinter(), makeSmartCard()];
  const personaliser = makePersonaliser();
  devices = [reader, scanner, dispenser, board, printer, a4, chips, personaliser];
  byId('devices').replaceChildren(
    element('div', 'column', reader.made, scanner.made),
    element('div', 'column', dispenser.made, personaliser.made, board.made),
    element('div', 'column', printer.made, a4.made, chips.made),
  );
  drawLink();
  if (shown !== null) draw(shown);
}

function draw(state) {
  shown = state;
  for (const device of devices) device.draw(state);
  const lines = state.log.map((line) => logLine(line, people));
  const [latest] = state.log;
  byId('log-latest').replaceChildren(...(latest === undefined ? [] : logLine(latest, people).childNodes));
  byId('log').replaceChildren(...lines);
}

function drawLink() {
  byId('link').textContent = say(isLive ? words.live : words.away);
  byId('link').className = `chip ${isLive ? 'good' : 'bad'}`;
}

function setLive(now) {
  isLive = now;
  drawLink();
}

async function loadPeople() {
  const reply = await fetch(withToken('/people'));
  if (!reply.ok) return;
  for (const person of await reply.json()) people.set(person.id, person);
  build();
}

function listen() {
  const events = new EventSource(withToken('/events'));
  events.addEventListener('state', (event) => {
    setLive(true);
    draw(JSON.parse(event.data));
  });
  events.onerror = () => setLive(false);
}

byId('language').addEventListener('change', ({ target }) => {
  chooseLanguage(target.value);
  build();
});
build();
if (token === '') {
  byId('refused').hidden = false;
  byId('refused').textContent = say(words.noToken);
} else {
  loadPeople().catch(() => setLive(false));
  listen();
}
