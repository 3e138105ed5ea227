import type { Action, Block, Screen } from '../../../contract/screen.ts';
import type { NoticeId, Visit } from '../context.ts';
import { hotlines, type PageKit, page, pageName } from './page-kit.ts';

/** What each notice offers. `retry`, `back` and `end` are the machine's words for these presses. */
const offers: Readonly<
  Record<NoticeId, { readonly retry: boolean; readonly back: boolean; readonly hotlines: boolean }>
> = {
  'consent.refused': { retry: false, back: true, hotlines: true },
  'id.invalid': { retry: true, back: false, hotlines: false },
  'id.data': { retry: true, back: false, hotlines: false },
  'id.expired': { retry: false, back: false, hotlines: true },
  'id.reader': { retry: true, back: false, hotlines: true },
  'id.timeout': { retry: true, back: false, hotlines: false },
  'found.none': { retry: false, back: false, hotlines: true },
  'found.allLost': { retry: false, back: false, hotlines: true },
  'found.wrong': { retry: false, back: true, hotlines: true },
  'submit.failed': { retry: true, back: false, hotlines: true },
};

/** N1: what happened, what it means, what to do next. A fault code stands small at the foot, for the keeper. */
export function noticePage(kit: PageKit, visit: Visit, id: NoticeId): Screen {
  const { t, context } = kit;
  const offer = offers[id];
  const blocks: Block[] = [];
  if (id.startsWith('id.') && id !== 'id.expired') {
    blocks.push({
      type: 'machine',
      part: 'idReader',
      state: id === 'id.reader' ? 'fault' : 'place',
      caption: t(id === 'id.reader' ? 'id.caption.fault' : 'id.caption.again'),
    });
  }
  if (offer.hotlines) blocks.push(hotlines(kit, visit, false));
  const end = kit.action('end', 'action.end');
  // Trying again makes sense only when the reader is back; the button comes by itself then.
  const canRetry = offer.retry && (id !== 'id.reader' || context.idReader.availability !== 'unavailable');
  const main: Action = canRetry
    ? kit.action('retry', 'action.retry')
    : offer.back
      ? kit.action('back', 'action.back')
      : end;
  return page('N1', pageName(visit, `N1-${id}`), t(id), {
    tone: id === 'found.wrong' || id === 'consent.refused' || id === 'found.allLost' ? 'information' : 'attention',
    lead: t(`${id}.lead`),
    blocks,
    personal: false,
    actions: main.id === 'end' ? { main } : { back: end, main },
    ...(context.noticeCode === null ? {} : { keeperNote: context.noticeCode }),
  });
}
