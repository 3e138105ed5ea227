import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Language } from '../../contract/text.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import type { Texts } from '../catalogue/texts.ts';
import { accessLimits } from './access.ts';
import type { AccessState } from './access-state.ts';
import { type Desk, type DeskFacts, deskKit } from './pages/desk.ts';
import { enterPage, waitingPage } from './pages/enter-pages.ts';
import { framed, leavingPage, navOf, personText } from './pages/frame.ts';
import { deskPage } from './pages/pages.ts';

export interface ViewSources {
  readonly texts: Texts;
  readonly language: Language;
  readonly facts: DeskFacts;
  readonly desk: Desk;
  readonly canRestart: boolean;
  /** A staff card can be held before the scanner. */
  readonly canShowCard: boolean;
  readonly canPowerOff: boolean;
  readonly isBusy: boolean;
  /** Devices still go back to the citizens. */
  readonly isGivingBack: boolean;
  /** A visit stands on the screen: it is never covered, what is waited for is the citizen's to end. */
  readonly isVisit: boolean;
  readonly lockedUntil: string | null;
  blockers(): readonly WaitCode[];
  /** A monotonic moment as ISO 8601 of the trusted clock. */
  endsAt(monoMs: number | undefined): string | null;
}

/** What the window shows at this stage of getting in and out; null = the page of the citizens. */
export function technicianView({ stage, challenge }: AccessState, o: ViewSources): TechnicianView | null {
  const { texts, language, lockedUntil } = o;
  const t = (key: string, values?: Readonly<Record<string, string | number>>) => texts.text(language, key, values);
  const outside = {
    citizens: { tone: 'waiting' as const, text: t('tech.citizens.off') },
    leavesAt: null,
    nav: [],
    leave: t('tech.action.cancel'),
  };
  if (stage.at === 'closed') return o.isGivingBack ? framed(leavingPage({ t }), outside) : null;
  if (stage.at === 'waiting' && o.isVisit) return null;
  if (stage.at !== 'open') {
    const challengeEndsAt = stage.at === 'entering' ? o.endsAt(stage.challenge?.endsAtMs) : null;
    const kit = { t, lockedUntil, challengeEndsAt, canShowCard: o.canShowCard, blockers: o.blockers() };
    return framed(stage.at === 'waiting' ? waitingPage(kit) : enterPage(kit, stage), outside);
  }
  const { person, touchedAtMs } = stage;
  const { desk, facts, canRestart, canPowerOff, isBusy } = o;
  const kit = deskKit(texts, {
    ...{ language, person, desk, facts, lockedUntil, canRestart, canPowerOff, isBusy },
    challenge: challenge === null ? null : { signs: challenge.signs, endsAt: o.endsAt(challenge.endsAtMs) ?? '' },
  });
  return framed(deskPage(kit), {
    ...outside,
    person: personText(kit, person),
    leavesAt: isBusy ? null : o.endsAt(touchedAtMs + accessLimits.idleMs),
    nav: navOf(kit),
    leave: t('tech.action.leave'),
  });
}
