import { say } from './page-parts.js';
import { pictureWords } from './texts.js';

// A cut through the machine, seen from the side: hopper above the channel, bin below it, the citizen on the right.

const svgName = 'http://www.w3.org/2000/svg';

/** Left upper corner of the card in the picture. */
const spots = {
  hopper: [34, 84],
  fed: [92, 104],
  inside: [144, 104],
  leaving: [196, 104],
  exit: [246, 104],
  entering: [262, 104],
  bin: [34, 148],
  taken: [306, 104],
};
const stuckAt = {
  feed: 'fed',
  feedToExit: 'fed',
  present: 'leaving',
  release: 'leaving',
  retract: 'leaving',
  accept: 'leaving',
  capture: 'fed',
};

function shape(tag, attributes, ...content) {
  const made = document.createElementNS(svgName, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}

const label = (x, y, content, kind = 'label', anchor = 'start') =>
  shape('text', { x, y, class: kind, 'text-anchor': anchor }, content);

export function makeDispenserPicture() {
  const level = shape('rect', { x: 35, width: 52, rx: 2, class: 'stock' });
  const [hopperCount, hopperOf] = [shape('tspan', { class: 'figure' }), shape('tspan', { class: 'label', dx: 4 })];
  const [binCount, binOf] = [shape('tspan', { class: 'figure' }), shape('tspan', { class: 'label', dx: 4 })];
  const takenCount = label(356, 52, '', 'figure', 'end');
  const cardNumber = shape('text', { x: 24, y: 11.5, class: 'card-number', 'text-anchor': 'middle' });
  const card = shape('g', { class: 'card' }, shape('rect', { width: 48, height: 15, rx: 3 }), cardNumber);
  const made = shape(
    'svg',
    { viewBox: '0 0 360 184', class: 'machine', 'aria-hidden': 'true', focusable: 'false' },
    shape('rect', { x: 8, y: 8, width: 278, height: 168, rx: 10, class: 'body' }),
    shape('path', { d: 'M30 22 V92 M92 22 V92', class: 'wall' }),
    level,
    shape('path', { d: 'M24 122 H276', class: 'track' }),
    shape('rect', { x: 146, y: 86, width: 44, height: 12, rx: 3, class: 'reader' }),
    shape('path', { d: 'M30 140 V170 H92 V140', class: 'wall' }),
    label(102, 32, say(pictureWords.hopper)),
    shape('text', { x: 102, y: 52 }, hopperCount, hopperOf),
    label(168, 80, say(pictureWords.read), 'label', 'middle'),
    label(276, 92, say(pictureWords.exit), 'label', 'end'),
    label(102, 150, say(pictureWords.bin)),
    shape('text', { x: 102, y: 168 }, binCount, binOf),
    label(356, 32, say(pictureWords.taken), 'label', 'end'),
    takenCount,
    card,
    shape('path', { d: 'M286 40 V98 M286 128 V150', class: 'front' }),
  );
  return { made, draw };

  function draw(unit) {
    const height = Math.round((66 * unit.hopper.count) / unit.hopper.capacity);
    level.setAttribute('height', String(Math.max(height, unit.hopper.count > 0 ? 3 : 0)));
    level.setAttribute('y', String(92 - Math.max(height, unit.hopper.count > 0 ? 3 : 0)));
    hopperCount.textContent = String(unit.hopper.count);
    hopperOf.textContent = `/ ${unit.hopper.capacity}`;
    binCount.textContent = String(unit.bin.count);
    binOf.textContent = `/ ${unit.bin.capacity}`;
    takenCount.textContent = String(unit.taken);
    const [x, y] = spots[spotOf(unit)];
    const place = unit.card?.place;
    card.style.transform = `translate(${x}px, ${y}px)${place === 'jammed' ? ' rotate(-7deg)' : ''}`;
    card.setAttribute('class', `card ${unit.card === null && unit.motion === null ? 'away' : ''} ${place ?? ''}`);
    cardNumber.textContent =
      unit.card === null ? '' : unit.card.id > 0 ? `#${unit.card.id}` : say(pictureWords.foreign);
    made.classList.toggle('blocked', unit.isOverlapping);
  }
}

/** A card that a motor moves is drawn half-way; the next look shows where it came to rest. */
function spotOf({ card, motion }) {
  if (motion === 'feed' || motion === 'feedToExit') return 'fed';
  if (motion === 'present' || motion === 'release' || motion === 'retract' || motion === 'accept') return 'leaving';
  if (motion === 'capture' || motion === 'resetToBin' || motion === 'recycle') return 'fed';
  if (card === null) return 'hopper';
  if (card.place === 'between' || card.place === 'jammed') return stuckAt[card.stoppedIn] ?? 'leaving';
  return card.place;
}
