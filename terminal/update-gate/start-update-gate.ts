import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { SessionService } from '../session/session-service.ts';
import type { Store } from '../store/store.ts';
import { type FactSources, factsNow, watchFacts } from './facts.ts';
import { UpdateGate } from './update-gate.ts';
import { defaultRules, type UpdateRules } from './window.ts';

/** The gate with everything that it looks at. */
export function startUpdateGate({
  session,
  store,
  clock,
  log,
  rules,
  newId,
  ...rest
}: Omit<FactSources, 'session' | 'store'> & {
  readonly session: SessionService;
  readonly store: Store | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked at each look. */
  readonly rules: () => UpdateRules | undefined;
  readonly newId: () => string;
}): { readonly gate: UpdateGate; readonly stop: () => void } {
  const startedAtMs = clock.monoMs();
  const sources = { ...rest, session, store };
  const gate = new UpdateGate({
    ...{ clock, log, session, newId },
    rules: () => rules() ?? defaultRules,
    wallMs: () => store?.trustedWallMs() ?? clock.wallMs(),
    facts: () => factsNow(sources, clock.monoMs(), startedAtMs),
  });
  const stopWatching = watchFacts(sources, () => gate.changed());
  return {
    gate,
    stop: () => {
      stopWatching();
      gate.stop();
    },
  };
}
