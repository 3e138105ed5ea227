import { made as bodies, sdtFaultHands, sdtHealthHands } from './hands.js';
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
import { cardTypes, deviceTitles, faultNames, healths, words } from './texts.js';

/** The pad, what lies on it, and the people whose cards can be laid there. */
export function makeIdReader(people) {
  const card = deviceCard({ id: 'id-reader', name: deviceTitles.idReader, cable: 'idReader', plugBody: bodies.cable });
  const pad = element('div', 'pad');
  pad.setAttribute('role', 'status');
  const lift = button(words.lift, bodies.removeCard(), 'main');
  card.stage.append(element('div', 'pad-row', pad, lift));
  const persons = [...people.values()].map(personCard);
  card.hands.append(text('h3', words.layDown), element('div', 'people', ...persons));
  const times = segments(words.times, 'sdt-times', [
    ['1', words.once],
    ['untilCleared', words.untilCleared],
  ]);
  const toggles = [];
  const often = () => (times.value() === '1' ? 1 : 'untilCleared');
  card.more.append(
    group(
      words.nextRead,
      element('div', 'whole', times.made),
      ...sdtFaultHands.map(({ words: pair, fault }) => button(pair, () => bodies.injectSdt(fault, often()))),
    ),
    ...groupsOf(sdtHealthHands, toggles),
  );
  return { made: card.made, draw };

  function draw({ idReader: reader }) {
    card.head(reader, ...(reader.health === 'ok' ? [] : [chip(healths[reader.health], 'bad')]));
    showToggles(toggles, reader);
    const person = people.get(reader.card);
    pad.classList.toggle('occupied', reader.card !== null);
    showList(pad, `${reader.card} ${person?.name}`, () =>
      reader.card === null
        ? [text('span', words.padEmpty, 'empty')]
        : [
            element('strong', '', person?.name ?? reader.card),
            ...(person === undefined ? [] : [text('span', cardTypes[person.type], 'kind')]),
          ],
    );
    lift.disabled = reader.card === null;
    for (const made of persons) made.setAttribute('aria-pressed', String(made.dataset.persona === reader.card));
    showList(card.armed, JSON.stringify(reader.faults), () => armedChips(reader.faults));
  }
}

function armedChips(faults) {
  const chips = faults.map(({ type, times }) => {
    const often = times === null ? ' ∞' : times > 1 ? ` ×${times}` : '';
    return element('span', 'chip wait', `${say(faultNames[type] ?? [type, type])}${often}`);
  });
  return chips.length === 0 ? [] : [...chips, button(words.clear, bodies.clearSdtFaults(), 'quiet')];
}

function personCard(person) {
  const made = element('button', 'person');
  made.type = 'button';
  made.dataset.persona = person.id;
  made.title = person.use;
  made.setAttribute('aria-pressed', 'false');
  const facts = [
    say(person.sex === 'female' ? words.female : words.male),
    ageText(person),
    say(validity(person.validTo)),
  ];
  made.append(
    element('strong', '', person.name),
    ...(person.type === 'resident' ? [] : [element('span', 'kind', say(cardTypes[person.type]))]),
    element('span', 'facts', facts.join(say(words.joint))),
  );
  made.addEventListener('click', () => act(bodies.placeCard(person.id)));
  return made;
}

function ageText({ birthDate }) {
  const years = yearsSince(birthDate);
  return say([`${years} 岁`, `${years}`]);
}

function yearsSince(date) {
  const [year, month, day] = date.split('-').map(Number);
  const now = new Date();
  const hadBirthday = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day);
  return now.getFullYear() - year - (hadBirthday ? 0 : 1);
}

function validity(validTo) {
  if (validTo === 'long-term') return words.longTerm;
  if (new Date(`${validTo}T23:59:59`) < new Date()) return words.expired;
  return [`至 ${validTo}`, `to ${validTo}`];
}
