import type { Screen } from '../../contract/screen.ts';
import type { SessionContext, TapAgain, Visit } from './context.ts';
import { mayTapAgain } from './machine/attention.ts';
import { mendPage, queuedPage } from './pages/case-pages.ts';
import { checkPage, interruptionPage, savingPage, sectionsPage } from './pages/check-pages.ts';
import { askingPage, blockedPage, boardPage, foundPage, relationPage } from './pages/found-pages.ts';
import { guidePage, helpingPage } from './pages/guide-pages.ts';
import { helpPage } from './pages/help-page.ts';
import { homePage } from './pages/home-page.ts';
import {
  cardPinPage,
  choosePage,
  faceConsentPage,
  facePage,
  guardianPage,
  minorPage,
  removePage,
  smsPage,
  type TapReason,
  type TapState,
  tapPage,
  videoPage,
} from './pages/identify-pages.ts';
import { cardLeftPage, clearedPage, finishingPage, headsetPage, idlePage, personPage } from './pages/idle-pages.ts';
import { consentPage, introPage } from './pages/intro-pages.ts';
import { noticePage } from './pages/notice-pages.ts';
import { askKeeperPage, cardPage, documentPage } from './pages/output-pages.ts';
import type { PageKit } from './pages/page-kit.ts';
import { questionPage } from './pages/question-pages.ts';
import { ratePage } from './pages/rate-page.ts';
import { donePage, leavingPage, type ReceiptParts, sendingPage } from './pages/result-pages.ts';
import { othersPage, payPage, signingPage, signPage } from './pages/sign-pages.ts';
import { hasSpeechPage, speechPage } from './pages/speech-page.ts';
import { tapAgainPage } from './pages/tap-again-page.ts';
import { trackerPage, viewPage } from './pages/view-pages.ts';

/** The journey region of the machine's state value, as XState gives it. */
export type JourneyValue = string | { readonly [state: string]: JourneyValue | undefined };

/** States at the top of the journey: nobody, the home page, a visit, the page behind it, something that somebody left. */
const journeyPlaces = ['idle', 'home', 'visit', 'cleared', 'cardLeft'] as const;
export type JourneyPlace = (typeof journeyPlaces)[number];

/** Where in a journey the machine is. Throws for a state without a page: every one has one. */
export function placeOf(journey: JourneyValue): JourneyPlace {
  const [top] = split(journey);
  const place = journeyPlaces.find((name) => name === top);
  if (place === undefined) throw new Error(`no such place in a journey: ${top}`);
  return place;
}

/**
 * The page for a state. Pure: same state and context, same page. A state without a page is a bug and throws; a graph test visits them all.
 * @param receipt QR and paper of the receipt; null before there is a receipt number
 */
export function screenOf(kit: PageKit, journey: JourneyValue, receipt: ReceiptParts | null): Screen {
  const { context } = kit;
  if (context.help) return helpPage(kit);
  if (isTapAsked(context)) return tapAgainPage(kit, context.tapAgain);
  if (isCovered(context)) return personPage(kit);
  if (isHeadsetAsked(context)) return headsetPage(kit);
  if (context.speechPage && hasSpeechPage(context)) return speechPage(kit);
  const [top, inner] = split(journey);
  switch (top) {
    case 'idle':
      return idlePage(kit);
    case 'home':
      return homePage(kit);
    case 'cleared':
      return clearedPage(kit);
    case 'cardLeft':
      return cardLeftPage(kit, split(inner ?? '')[0] !== 'calling');
    case 'visit':
      return withSideHint(kit, visitPage(kit, inner ?? '', receipt));
    default:
      throw new Error(`no page for state ${top}`);
  }
}

/**
 * F-13: somebody else may look. While a device or the hub is working its page stands: what it says must not be hidden, and it ends by itself; what to take
 * along is nobody's secret.
 */
const isCovered = ({ doubted, visit, limit }: SessionContext): boolean =>
  doubted && visit !== null && limit !== 'none' && limit !== 'leaving';

/** As above: a page on which something is going on by itself stands, and the card is asked for behind it. */
const isTapAsked = (context: SessionContext): context is SessionContext & { readonly tapAgain: TapAgain } =>
  context.tapAgain !== null && context.visit !== null && mayTapAgain(context);

/** F-21: as above; where the page is cleared anyhow, nothing is left to be read out. */
const isHeadsetAsked = ({ headsetOut, limit }: SessionContext): boolean =>
  headsetOut && limit !== 'none' && limit !== 'leaving';

/** docs/domain/screens.md §5: once in a stay, where personal data stand for the first time. */
function withSideHint(kit: PageKit, screen: Screen): Screen {
  if (kit.context.sideHint !== 'now' || !screen.personal || screen.blocks.length === 0) return screen;
  return { ...screen, blocks: [...screen.blocks, { type: 'paragraph', text: kit.t('privacy.side'), muted: true }] };
}

function visitPage(kit: PageKit, state: JourneyValue, receipt: ReceiptParts | null): Screen {
  const visit = visitOf(kit);
  const [name, rest] = split(state);
  const [inner, innermost] = split(rest ?? '');
  switch (name) {
    case 'intro':
      return introPage(kit, visit);
    case 'consent':
      return consentPage(kit, visit);
    case 'identify':
      return identifyPage(kit, visit, inner, split(innermost ?? '')[0]);
    case 'reidentify':
      if (inner === 'tap') return tapPage(kit, visit, tapState(split(innermost ?? '')[0]), 'again');
      return verifyPage(kit, visit, inner);
    case 'found':
      if (inner === 'asking') return askingPage(kit, visit);
      if (inner === 'queued') return queuedPage(kit, visit);
      if (inner === 'relation') return relationPage(kit, visit);
      if (inner === 'relationVideo') return videoPage(kit, visit);
      return inner === 'blocked' ? blockedPage(kit, visit) : foundPage(kit, visit);
    case 'board':
      return boardPage(kit, visit);
    case 'question':
      return questionPage(kit, visit, inner);
    case 'sections':
      return visit.mending === null ? sectionsPage(kit, visit, inner) : mendPage(kit, visit, inner);
    case 'interruption':
      return interruptionPage(kit, visit);
    case 'check':
      return checkPage(kit, visit);
    case 'sign':
      return signingOf(kit, visit, inner, split(innermost ?? '')[0]);
    case 'pay':
      return payPage(kit, visit);
    case 'submit':
      return sendingPage(kit, visit, inner);
    case 'issueCard':
      return ['hidden', 'lost'].includes(split(innermost ?? '')[0]) ? finishingPage(kit) : cardPage(kit, visit, inner);
    case 'printDocument':
      return inner === 'askKeeper' ? askKeeperPage(kit, visit) : documentPage(kit, visit);
    case 'finished':
      return donePage(kit, visit, receipt);
    case 'view':
      return viewPage(kit, visit, inner);
    case 'tracker':
      if (inner === 'signTap') return tapPage(kit, visit, tapState(split(innermost ?? '')[0]), 'sign');
      if (inner === 'signVerify') return verifyPage(kit, visit, split(innermost ?? '')[0]);
      if (inner === 'tapAgain') return tapPage(kit, visit, tapState(split(innermost ?? '')[0]), 'again');
      return trackerPage(kit, visit, inner);
    case 'rate':
      return ratePage(kit, visit, inner);
    case 'guide':
      return guidePage(kit, visit, inner);
    case 'helping':
      return helpingPage(kit, visit);
    case 'notice':
      return noticePage(kit, visit);
    case 'leaving':
      return leavingPage(kit, visit);
    default:
      throw new Error(`no page for visit state ${name}`);
  }
}

function identifyPage(kit: PageKit, visit: Visit, state: string, phase: string): Screen {
  switch (state) {
    case 'card':
      return tapPage(kit, visit, tapState(phase), 'actor');
    case 'minor':
      return minorPage(kit, visit);
    case 'guardian':
      return guardianPage(kit, visit);
    case 'remove':
      return removePage(kit, visit);
    case 'second':
      return tapPage(kit, visit, tapState(phase), 'second');
    default:
      return verifyPage(kit, visit, state);
  }
}

/** C2, whoever is verified. */
function verifyPage(kit: PageKit, visit: Visit, state: string): Screen {
  switch (state) {
    case 'choose':
      return choosePage(kit, visit);
    case 'faceConsent':
      return faceConsentPage(kit, visit);
    case 'face':
      return facePage(kit, visit);
    case 'sms':
      return smsPage(kit, visit);
    case 'video':
      return videoPage(kit, visit);
    case 'cardPin':
      return cardPinPage(kit, visit);
    default:
      throw new Error(`no page for identification ${state}`);
  }
}

function signingOf(kit: PageKit, visit: Visit, state: string, phase: string): Screen {
  const reason: TapReason = state === 'tap' ? 'sign' : 'signOther';
  if (state === 'tap' || state === 'otherTap') return tapPage(kit, visit, tapState(phase), reason);
  if (state === 'verifying') return verifyPage(kit, visit, phase);
  if (state === 'others') return othersPage(kit, visit);
  if (state === 'saving') return savingPage(kit, visit, 'E2-saving');
  return state === 'signing' ? signingPage(kit, visit) : signPage(kit, visit);
}

const tapStates: readonly TapState[] = ['waiting', 'hinting', 'lift', 'reading'];
const tapState = (name: string): TapState => tapStates.find((state) => state === name) ?? 'waiting';

function visitOf(kit: PageKit): Visit {
  if (kit.context.visit === null) throw new Error('a visit page without a visit');
  return kit.context.visit;
}

function split(value: JourneyValue): readonly [string, JourneyValue | undefined] {
  if (typeof value === 'string') return [value, undefined];
  const [key] = Object.keys(value);
  return key === undefined ? ['', undefined] : [key, value[key]];
}
