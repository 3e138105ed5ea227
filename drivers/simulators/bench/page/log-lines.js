import { boardFaultNames, dispenserFaultNames, personaliserFaultNames, scanFaultNames } from './hands.js';
import { clockTime, element, say, text } from './page-parts.js';
import * as names from './texts.js';

const faultNamesOf = {
  idReader: names.faultNames,
  cardDispenser: dispenserFaultNames,
  scanner: scanFaultNames,
  ioBoard: boardFaultNames,
  documentPrinter: { jamA4: names.words.sheetJam },
  personaliser: personaliserFaultNames,
};

const wordOf = (table, word) => (table?.[word] === undefined ? word : say(table[word]));

/** The detail of a line in words; what is a number or a name stays as it is. */
function detailOf({ device, what, detail }, people) {
  const [first = '', second = '', ...rest] = detail.split(' ');
  switch (what) {
    case 'cardPlaced':
    case 'cardLifted':
      return people.get(detail)?.name ?? detail;
    case 'faultArmed':
    case 'faultUsed':
      return wordOf(faultNamesOf[device], detail);
    case 'mishapArmed':
    case 'mishapHappened':
      return `${wordOf(names.dispenserCommands, second)}${say(names.words.colon)}${wordOf(names.mishaps, first)}`;
    case 'healthSet':
      return wordOf(names.healths, detail);
    case 'moodSet':
      return wordOf(names.moods, detail);
    case 'silenceSet':
      return wordOf(names.silences, detail);
    case 'cutterFaultSet':
      return wordOf(names.cutterFaults, detail);
    case 'contactMoved':
      return `${wordOf({ [first]: names.contacts[first]?.name }, first)} ${wordOf(names.contactWords, second)}`;
    case 'lampSet':
      return `${wordOf(names.lamps, first)} ${lampText(second, rest)}`;
    case 'lampWireSet':
      return `${wordOf(names.lamps, first)} ${wordOf(names.wires, second)}`;
    case 'lampStuck':
    case 'lampCured':
      return wordOf(names.lamps, first);
    case 'chipIn':
    case 'chipOut':
      return wordOf(names.chipNames, detail);
    case 'cardFed':
    case 'cardAtExit':
    case 'cardTaken':
    case 'cardCaptured':
    case 'cardRecycled':
    case 'cardJammed':
    case 'cardPushedIn':
    case 'cardRemoved':
      return device === 'cardDispenser' && Number(detail) < 0 ? say(names.words.foreignCard) : `#${detail}`;
    default:
      return detail;
  }
}

/** `blink green 500/500` → words: pattern, colour, times. */
function lampText(pattern, rest) {
  const told = rest.map((word) => (names.colours[word] === undefined ? `${word} ms` : say(names.colours[word])));
  return [say(names.words[`lamp-${pattern}`]), ...told].join(' ');
}

export function logLine(line, people) {
  const detail = detailOf(line, people);
  const time = element('time', '', clockTime(line.at));
  time.dateTime = line.at;
  const made = element('li', line.device, time, text('span', names.devices[line.device], 'who'));
  made.append(text('span', names.happenings[line.what], 'what'));
  if (detail !== '') made.append(element('span', 'detail', detail));
  return made;
}
