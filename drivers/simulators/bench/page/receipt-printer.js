import { made as bodies, printerHands } from './hands.js';
import {
  button,
  chip,
  clockTime,
  deviceCard,
  element,
  groupsOf,
  say,
  showToggles,
  text,
  withToken,
} from './page-parts.js';
import { deviceTitles, words } from './texts.js';

/** The exit with its paper, and where every cut slip is. */
export function makeReceiptPrinter() {
  const card = deviceCard({
    id: 'receipt-printer',
    name: deviceTitles.receiptPrinter,
    cable: 'receiptPrinter',
    plugBody: bodies.cable,
  });
  const counts = element('dl', 'counts');
  const take = button(words.takeSlip, bodies.takeSlip(), 'main');
  card.stage.append(element('div', 'exit-row', counts, take));
  const toggles = [];
  card.more.append(...groupsOf(printerHands, toggles));
  const paper = element('div', 'paper');
  paper.setAttribute('aria-live', 'polite');
  paper.tabIndex = 0;
  const mouth = element('div', 'mouth');
  mouth.setAttribute('aria-hidden', 'true');
  card.made.append(mouth, paper);
  return { made: card.made, draw };

  function draw({ receiptPrinter: printer, slips }) {
    const state = [];
    if (printer.paper !== 'ok') state.push(chip(words[printer.paper], printer.paper === 'end' ? 'bad' : 'wait'));
    if (printer.isCoverOpen) state.push(chip(words.cover, 'bad'));
    if (printer.isCutterJammed) state.push(chip(words.jammed, 'bad'));
    if (printer.isHot) state.push(chip(words.hot, 'bad'));
    if (printer.exit.isJammed) state.push(chip(words.presenterJammed, 'bad'));
    card.head(printer, ...state);
    showToggles(toggles, printer);
    const { exit } = printer;
    const hasPresenter = exit.presenter !== 'none';
    take.disabled = exit.atExit === 0;
    counts.replaceChildren(
      ...count(words.atExit, exit.atExit, exit.atExit > 0),
      ...(hasPresenter ? count(words.inside, exit.inside, false) : []),
      ...count(words.taken, exit.taken, false),
      ...(hasPresenter ? count(words.retracted, exit.retracted, false) : []),
      ...count(words.paperLeft, printer.paperLines, false),
    );
    drawPaper(paper, printer.hanging, slips);
  }
}

export function count(pair, value, isLit) {
  const made = element('dd', isLit ? 'lit' : '', String(value));
  return [element('div', '', text('dt', pair), made)];
}

/** Keeps the figures of slips that stand there already, so that an open text stays open and pictures are not fetched again. */
function drawPaper(paper, hanging, slips) {
  const known = new Map([...paper.querySelectorAll('[data-slip]')].map((figure) => [figure.dataset.slip, figure]));
  const figures = slips.map((slip) => known.get(String(slip.n)) ?? slipFigure(slip));
  if (hanging.length > 0) {
    const lines = hanging.join('\n');
    const old = known.get('hanging');
    figures.unshift(old?.dataset.text === lines ? old : hangingFigure(lines));
  }
  if (figures.length === 0) figures.push(text('p', words.noSlips, 'empty'));
  const isSame = figures.length === paper.children.length && figures.every((one, at) => paper.children[at] === one);
  if (!isSame) paper.replaceChildren(...figures);
}

function slipFigure(slip) {
  const figure = element('figure', 'slip');
  figure.dataset.slip = String(slip.n);
  const picture = document.createElement('img');
  picture.src = withToken(`/slips/${slip.n}.png`);
  picture.alt = slip.lines.join('\n');
  const caption = [`${say(words.slip)} ${slip.n}`, clockTime(slip.at), say(words.cuts[slip.cut])].join(
    say(words.joint),
  );
  const lines = element('pre', '', slip.lines.join('\n'));
  figure.append(
    element('figcaption', '', caption),
    picture,
    element('details', '', text('summary', words.text), copyButton(lines), lines),
  );
  return figure;
}

function hangingFigure(lines) {
  const figure = element('figure', 'slip hanging', text('figcaption', words.hanging), element('pre', '', lines));
  figure.dataset.slip = 'hanging';
  figure.dataset.text = lines;
  return figure;
}

function copyButton(pre) {
  const made = text('button', words.copy, 'quiet');
  made.type = 'button';
  made.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.textContent);
    made.textContent = say(words.copied);
  });
  return made;
}
