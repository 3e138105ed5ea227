import type { Tone } from '../../../contract/blocks/parts.ts';
import type { Block, Screen } from '../../../contract/screen.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { unavailableBecause } from '../availability.ts';
import type { Visit } from '../context.ts';
import { dateText } from '../rules/format.ts';
import { unavailableWords } from './idle-pages.ts';
import { hotlines, notice, type PageKit, page, pageName } from './page-kit.ts';

/** What each notice offers. `retry`, `back` and `end` are the machine's words for these presses. */
interface Offer {
  readonly main: 'retry' | 'back' | 'end';
  readonly hotlines: boolean;
  readonly tone: Tone;
}

const offers = {
  'consent.refused': { main: 'back', hotlines: true, tone: 'information' },
  'id.invalid': { main: 'retry', hotlines: false, tone: 'attention' },
  'id.data': { main: 'retry', hotlines: false, tone: 'attention' },
  'id.expired': { main: 'end', hotlines: true, tone: 'attention' },
  'id.reader': { main: 'retry', hotlines: true, tone: 'attention' },
  'id.timeout': { main: 'retry', hotlines: false, tone: 'attention' },
  'id.other': { main: 'retry', hotlines: false, tone: 'attention' },
  'mend.notSubject': { main: 'retry', hotlines: false, tone: 'attention' },
  'item.notReady': { main: 'retry', hotlines: true, tone: 'attention' },
  'found.wrong': { main: 'back', hotlines: true, tone: 'information' },
  'draft.away': { main: 'retry', hotlines: true, tone: 'waiting' },
  'draft.away.partly': { main: 'retry', hotlines: true, tone: 'waiting' },
  'draft.away.nothing': { main: 'retry', hotlines: true, tone: 'waiting' },
  'draft.fetch': { main: 'retry', hotlines: true, tone: 'waiting' },
  'draft.refused': { main: 'retry', hotlines: true, tone: 'attention' },
  'draft.refused.nothing': { main: 'retry', hotlines: true, tone: 'attention' },
  'draft.conflict': { main: 'retry', hotlines: true, tone: 'attention' },
  'draft.expired': { main: 'end', hotlines: true, tone: 'attention' },
  'draft.notYours': { main: 'end', hotlines: true, tone: 'attention' },
  'sign.unknown': { main: 'retry', hotlines: true, tone: 'waiting' },
  'sign.failed': { main: 'retry', hotlines: true, tone: 'attention' },
  'sign.expired': { main: 'retry', hotlines: true, tone: 'attention' },
  'sign.unreadable': { main: 'retry', hotlines: false, tone: 'attention' },
  'sign.notSigner': { main: 'retry', hotlines: false, tone: 'attention' },
  'submit.uncertain': { main: 'end', hotlines: true, tone: 'attention' },
  'submit.failed': { main: 'retry', hotlines: true, tone: 'attention' },
  'card.notPaid': { main: 'end', hotlines: true, tone: 'waiting' },
} as const satisfies Readonly<Record<string, Offer>>;

/** Every notice that the machine itself can show; those of items are rules of their found pages. */
export const noticeIds = Object.keys(offers) as readonly (keyof typeof offers)[];

/** Those that show the pad, where the card is laid once more. */
const padNotices: readonly string[] = [
  'id.invalid',
  'id.data',
  'id.reader',
  'id.timeout',
  'id.other',
  'mend.notSubject',
  'sign.unreadable',
];

const isNotice = (id: string | null): id is keyof typeof offers => id !== null && Object.hasOwn(offers, id);

/** N1: what happened, what it means, what to do next. A fault code stands small at the foot, for the keeper. */
export function noticePage(kit: PageKit, visit: Visit): Screen {
  const { t, context } = kit;
  const id = isNotice(context.notice) ? context.notice : 'id.reader';
  const offer: Offer = offers[id];
  const isPad = padNotices.includes(id);
  const blocks: Block[] = [];
  if (isPad) {
    blocks.push({
      type: 'machine',
      part: 'idReader',
      state: id === 'id.reader' ? 'fault' : 'place',
      caption: t(id === 'id.reader' ? 'id.caption.fault' : 'id.caption.again'),
    });
  }
  // Why, and where it can be done now; gone as soon as it works again.
  const because = id === 'item.notReady' ? unavailableBecause(context, visit.item) : null;
  if (because !== null) blocks.push(notice('attention', unavailableWords(kit, visit.item, because)));
  if (offer.hotlines) blocks.push(hotlines(kit, visit));
  const end = kit.action('end', 'action.end');
  // Trying again makes sense only when the reader is back; the button comes by itself then.
  const readerAway = id === 'id.reader' && context.devices.idReader.availability === 'unavailable';
  const main = offer.main === 'retry' && !readerAway ? kit.action('retry', 'action.retry') : end;
  // Only what the hub confirmed is called kept.
  const { parts = 0, until } = visit.draft ?? {};
  const day = until === undefined ? '' : dateText(cityDay(Date.parse(until)), context.language);
  const values = { n: parts, until: day };
  // Where somebody is known already, what was done and kept before stands: it is not told as nothing.
  const known = visit.actor === null ? [] : [`${id}.known`];
  return page('N1', pageName(visit, `N1-${id}`), kit.first([...known, id], values), {
    tone: offer.tone,
    lead: kit.first(
      [...known.map((key) => `${key}.lead`), `${visit.item.resultTexts}.${id}.lead`, `${id}.lead`],
      values,
    ),
    blocks,
    // 上一步 stands at the left here as everywhere; what else there is stands at the right.
    actions:
      offer.main === 'back'
        ? { back: kit.action('back', 'action.back'), main: end }
        : main.id === 'end'
          ? { main }
          : { back: end, main },
    ...(context.noticeCode === null ? {} : { keeperNote: context.noticeCode }),
  });
}
