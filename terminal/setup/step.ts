import type { Static } from 'typebox';
import type { NetworkReport, Orientation } from '../../contract/technician/commissioning.ts';
import { testOf } from './device-checks.ts';
import {
  type Assignment,
  type Progress,
  type SetupRole,
  type SetupStep,
  setupSteps,
  type TestNote,
} from './progress.ts';

/** What the world says beside what is kept. */
export interface SetupFacts {
  readonly isEnrolled: boolean;
  /** Ports of which nobody has said yet what they are, and more than one answer is possible; null = not looked at in this run. */
  readonly unsettled: readonly string[] | null;
}

export type SetupEvent =
  | { readonly type: 'measured'; readonly inch: number; readonly orientation: Orientation }
  | { readonly type: 'bottomEdge'; readonly mm: number }
  | { readonly type: 'model'; readonly model: string; readonly fits: boolean }
  | { readonly type: 'measureAgain' }
  | { readonly type: 'hubUrl'; readonly url: string }
  | { readonly type: 'network'; readonly report: Static<typeof NetworkReport> | null }
  | { readonly type: 'proposed'; readonly assigned: Progress['assigned'] }
  | { readonly type: 'assign'; readonly role: SetupRole; readonly assignment: Assignment }
  | { readonly type: 'leave'; readonly port: string }
  | { readonly type: 'written' }
  | { readonly type: 'tested'; readonly id: string; readonly note: TestNote }
  | { readonly type: 'reported'; readonly number: string }
  | { readonly type: 'next' }
  | { readonly type: 'back' };

/** Whether a step has what it needs, so that the next one may be opened. */
export function isPassed(step: SetupStep, progress: Progress, facts: SetupFacts): boolean {
  const { panel, assigned } = progress;
  switch (step) {
    case 'panel':
      return panel.inch !== null && panel.orientation !== null && panel.bottomEdgeMm !== null && panel.model !== null;
    case 'network':
      return progress.network !== null;
    case 'enrol':
      return facts.isEnrolled;
    case 'ports':
      return Object.keys(assigned).length > 0 && (progress.isMapped || facts.unsettled?.length === 0);
    case 'profile':
      return progress.isWritten;
    case 'tests':
      return wantedTests(progress).every((id) => progress.tests[id] !== undefined);
    case 'report':
      return progress.report !== null;
  }
}

/** Tests of everything that was assigned, in the order of the roles. */
export function wantedTests({ assigned }: Pick<Progress, 'assigned'>): readonly string[] {
  return (Object.keys(assigned) as SetupRole[]).map(testOf);
}

/** The first step that lacks something: nobody gets behind it. */
export function frontier(progress: Progress, facts: SetupFacts): SetupStep {
  return setupSteps.find((step) => !isPassed(step, progress, facts)) ?? 'report';
}

/**
 * One step of the set-up. Pure and total: what does not fit leaves everything as it is. What changes what the profile says makes it unwritten, and drops tests of devices that are others
 * now and the report: a report never says something of another machine than the one that was tested.
 */
export function stepSetup(progress: Progress, event: SetupEvent, facts: SetupFacts): Progress {
  const next = apply(progress, event, facts);
  // Whatever came: nobody stands behind something that lacks.
  const first = setupSteps.indexOf(frontier(next, facts));
  return setupSteps.indexOf(next.step) > first ? { ...next, step: setupSteps[first] ?? 'panel' } : next;
}

function apply(progress: Progress, event: SetupEvent, facts: SetupFacts): Progress {
  const { panel, assigned, unused } = progress;
  switch (event.type) {
    case 'measured': {
      const { inch, orientation } = event;
      return changed(progress, { panel: { ...panel, inch, orientation, model: null, fitsModel: false } });
    }
    case 'bottomEdge':
      return changed(progress, { panel: { ...panel, bottomEdgeMm: event.mm, model: null, fitsModel: false } });
    case 'model':
      return changed(progress, { panel: { ...panel, model: event.model, fitsModel: event.fits } });
    case 'measureAgain':
      return changed(progress, {
        panel: { inch: null, orientation: null, bottomEdgeMm: null, model: null, fitsModel: false },
      });
    case 'hubUrl':
      return event.url === progress.hubUrl ? progress : changed(progress, { hubUrl: event.url, network: null });
    case 'network':
      return { ...progress, network: event.report };
    case 'proposed': {
      if (progress.isMapped) return progress;
      // Somebody's own word stays, whatever is found now.
      const chosen = Object.entries(assigned).filter(([, { isChosen }]) => isChosen);
      const taken = [...unused, ...chosen.map(([, { port }]) => port)];
      const fresh = Object.entries(event.assigned).filter(
        ([role, { port }]) => !taken.includes(port) && !chosen.some(([other]) => other === role),
      );
      return changed(progress, { assigned: Object.fromEntries([...chosen, ...fresh]) });
    }
    case 'assign': {
      const { role, assignment } = event;
      const others = Object.entries(assigned).filter(([other, { port }]) => other !== role && port !== assignment.port);
      return changed(progress, {
        assigned: Object.fromEntries([...others, [role, assignment]]),
        unused: unused.filter((port) => port !== assignment.port),
      });
    }
    case 'leave':
      return changed(progress, {
        assigned: Object.fromEntries(Object.entries(assigned).filter(([, { port }]) => port !== event.port)),
        unused: [...unused.filter((port) => port !== event.port), event.port].slice(-64),
      });
    case 'written':
      return isPassed('ports', progress, facts) ? { ...progress, isWritten: true } : progress;
    case 'tested':
      return wantedTests(progress).includes(event.id) && progress.isWritten
        ? { ...progress, tests: { ...progress.tests, [event.id]: event.note }, report: null }
        : progress;
    case 'reported':
      return progress.step === 'report' ? { ...progress, report: event.number } : progress;
    case 'next': {
      const at = setupSteps.indexOf(progress.step);
      const step = setupSteps[at + 1];
      if (step === undefined || !isPassed(progress.step, progress, facts)) return progress;
      return { ...progress, step, isMapped: progress.isMapped || progress.step === 'ports' };
    }
    case 'back': {
      const step = setupSteps[setupSteps.indexOf(progress.step) - 1];
      return step === undefined ? progress : { ...progress, step };
    }
  }
}

/** What the profile says has changed. */
function changed(progress: Progress, change: Partial<Progress>): Progress {
  const next = { ...progress, ...change };
  const isSame =
    JSON.stringify([next.panel, next.hubUrl, next.assigned]) ===
    JSON.stringify([progress.panel, progress.hubUrl, progress.assigned]);
  if (isSame) return next;
  const isKept = (role: SetupRole) => JSON.stringify(next.assigned[role]) === JSON.stringify(progress.assigned[role]);
  const kept = new Set<string>((Object.keys(next.assigned) as SetupRole[]).filter(isKept).map(testOf));
  const tests = Object.fromEntries(Object.entries(progress.tests).filter(([id]) => kept.has(id)));
  return { ...next, isWritten: false, tests, report: null };
}
