import { made as bodies, scanFaultNames, scannerHands } from './hands.js';
import {
  act,
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
  text,
} from './page-parts.js';
import { codeExamples, deviceTitles, words } from './texts.js';

/** The window, and a code to hold in front of it. What the code says stays in this page. */
export function makeScanner() {
  const card = deviceCard({ id: 'scanner', name: deviceTitles.scanner, cable: 'scanner', plugBody: bodies.cable });
  const pane = element('div', 'window');
  pane.setAttribute('role', 'status');
  const away = button(words.takeAway, bodies.takeCodeAway());
  card.stage.append(element('div', 'pad-row', pane, away));

  const field = document.createElement('textarea');
  field.id = 'code-text';
  field.rows = 2;
  field.maxLength = 1_200;
  field.spellcheck = false;
  field.value = codeExamples[0].text;
  const label = text('label', words.codeText);
  label.htmlFor = field.id;
  const charset = segments(words.charset, 'code-charset', [
    ['utf-8', ['UTF-8', 'UTF-8']],
    ['gb18030', ['GBK', 'GBK']],
  ]);
  const examples = codeExamples.map(({ words: pair, text: content, charset: of }) => {
    const made = text('button', pair, 'quiet');
    made.type = 'button';
    made.addEventListener('click', () => {
      field.value = content;
      charset.choose(of);
    });
    return made;
  });
  const toggles = [];
  card.hands.append(
    element('div', 'field', label, charset.made, field),
    element('div', 'buttons examples', ...examples),
    element(
      'div',
      'buttons',
      button(words.holdCode, () => bodies.holdCode(field.value, charset.value()), 'main'),
      button(words.pressButton, () => bodies.pressScanButton(field.value, charset.value())),
      readTwice(() => bodies.holdCode(field.value, charset.value())),
    ),
  );
  card.more.append(
    group(
      words.nextCode,
      ...Object.entries(scanFaultNames).map(([fault, pair]) => button(pair, bodies.injectScan(fault))),
    ),
    ...groupsOf(scannerHands, toggles),
  );
  return { made: card.made, draw };

  function draw({ scanner }) {
    card.head(
      scanner,
      chip([scanner.model, scanner.model], 'model'),
      ...(scanner.isSilent ? [chip(words.noPower, 'bad')] : []),
    );
    showToggles(toggles, scanner);
    pane.classList.toggle('lit', scanner.isLit);
    pane.classList.toggle('held', scanner.heldBytes > 0);
    showList(pane, `${scanner.isLit} ${scanner.heldBytes} ${scanner.scans}`, () => [
      text('strong', scanner.heldBytes > 0 ? words.codeThere : scanner.isLit ? words.looks : words.dark),
      element('span', 'kind', scanState(scanner)),
    ]);
    away.disabled = scanner.heldBytes === 0;
    showList(card.armed, scanner.faults.join(), () => armedChips(scanner.faults));
  }
}

function scanState({ heldBytes, scans }) {
  const sent = say([`已读 ${scans} 个`, `${scans} read`]);
  return heldBytes === 0 ? sent : `${say([`${heldBytes} 字节`, `${heldBytes} bytes`])}${say(words.joint)}${sent}`;
}

function readTwice(body) {
  const made = text('button', words.readTwice);
  made.type = 'button';
  made.addEventListener('click', async () => {
    if (await act(bodies.injectScan('double'))) await act(body());
  });
  return made;
}

function armedChips(faults) {
  const chips = faults.map((fault) => chip(scanFaultNames[fault], 'wait'));
  return chips.length === 0 ? [] : [...chips, button(words.clear, bodies.clearScanFaults(), 'quiet')];
}
