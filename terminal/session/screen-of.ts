import type { BlockOf, Screen } from '../../contract/screen.ts';
import type { SessionContext } from './context.ts';
import { askingPage, foundPage } from './pages/found-pages.ts';
import { consentPage, type IdentifyState, identifyPage } from './pages/identify-pages.ts';
import { cardLeftPage, clearedPage, helpPage, idlePage } from './pages/idle-pages.ts';
import { noticePage } from './pages/notice-pages.ts';
import type { PageKit } from './pages/page-kit.ts';
import { checkPage, interruptionPage, questionPage } from './pages/question-pages.ts';
import { donePage, leavingPage, sendingPage } from './pages/result-pages.ts';

/** The journey region of the machine's state value, as XState gives it. */
export type JourneyValue = string | { readonly [state: string]: JourneyValue | undefined };

/**
 * The page for a state. Pure: same state and context, same page. A state without a page is a bug and throws; a graph test visits them all.
 * @param qr modules of the receipt's QR; null before there is a receipt number
 */
export function screenOf(kit: PageKit, journey: JourneyValue, qr: BlockOf<'receipt'>['qr'] | null): Screen {
  const { context } = kit;
  if (context.help) return helpPage(kit);
  const [top, inner] = split(journey);
  switch (top) {
    case 'idle':
      return idlePage(kit);
    case 'cleared':
      return clearedPage(kit);
    case 'cardLeft':
      return cardLeftPage(kit, split(inner ?? '')[0] === 'neutral');
    case 'visit':
      return visitPage(kit, inner ?? '', qr);
    default:
      throw new Error(`no page for state ${top}`);
  }
}

function visitPage(kit: PageKit, state: JourneyValue, qr: BlockOf<'receipt'>['qr'] | null): Screen {
  const visit = visitOf(kit.context);
  const [name, inner] = split(state);
  switch (name) {
    case 'consent':
      return consentPage(kit, visit);
    case 'identify':
      return identifyPage(kit, visit, split(inner ?? 'waiting')[0] as IdentifyState);
    case 'found':
      return split(inner ?? '')[0] === 'asking' ? askingPage(kit, visit) : foundPage(kit, visit);
    case 'question':
      return questionPage(kit, visit);
    case 'interruption':
      return interruptionPage(kit, visit);
    case 'check':
      return checkPage(kit, visit);
    case 'storing':
      return sendingPage(kit, visit, true);
    case 'confirming':
      return sendingPage(kit, visit, false);
    case 'finished':
      return donePage(kit, visit, qr);
    case 'notice':
      return noticePage(kit, visit, kit.context.notice ?? 'id.reader');
    case 'leaving':
      return leavingPage(kit, visit);
    default:
      throw new Error(`no page for visit state ${name}`);
  }
}

function visitOf(context: SessionContext) {
  if (context.visit === null) throw new Error('a visit page without a visit');
  return context.visit;
}

function split(value: JourneyValue): readonly [string, JourneyValue | undefined] {
  if (typeof value === 'string') return [value, undefined];
  const [key] = Object.keys(value);
  return key === undefined ? ['', undefined] : [key, value[key]];
}
