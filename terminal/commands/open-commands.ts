import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { toldIds, toldKey } from '../store/command-commit.ts';
import type { Store } from '../store/store.ts';
import { type FactSources, factsNow, watchFacts } from '../update-gate/facts.ts';
import { bookFile, bookFileName } from './book-file.ts';
import { CommandDesk } from './command-desk.ts';
import { holdOf } from './holds.ts';
import { LockedItems } from './locked-items.ts';
import { type RemoteActSources, remoteActs } from './remote-acts.ts';

export interface OpenCommandsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
}

/** Commands of operators, before the parts that they reach are there: what comes meanwhile is kept and waits for `start`. */
export function openCommands({ store, clock, log, dataDir }: OpenCommandsOptions) {
  const locked = new LockedItems(store.meta);
  const startedAtMs = clock.monoMs();
  const unwritable = (code: string) => log('terminal.command.unwritable', { code });
  let sources: (FactSources & { readonly isSetUp: () => boolean }) | null = null;
  let acts: RemoteActSources | null = null;
  let stopWatching: () => void = () => undefined;
  const desk = new CommandDesk({
    ...{ clock, log, file: bookFile(join(dataDir, bookFileName), store.meta, unwritable) },
    nowMs: () => Math.round(store.trustedWallMs()),
    device: () => store.identity()?.deviceId ?? null,
    keys: () => {
      const { replyKey } = store.identity() ?? {};
      return replyKey === undefined ? [] : [replyKey];
    },
    holdOf: (kind) => {
      if (sources === null) return 'setUp';
      const isUpdating = sources.session.context().outage !== null;
      const facts = factsNow(sources, clock.monoMs(), startedAtMs);
      return holdOf(kind, { ...facts, isUpdating, isSetUp: sources.isSetUp() });
    },
    acts: {
      refusal: (act) => (acts === null ? 'notPossible' : remoteActs(acts).refusal(act)),
      run: (act, command, signal) =>
        acts === null
          ? Promise.resolve({ state: 'refused', code: 'notPossible' } as const)
          : remoteActs(acts).run(act, command, signal),
    },
    tell: async (body, kind) => {
      const stored = await store.recordOfCommand(body, kind);
      // Whoever has sent it waits for the answer.
      if (stored.ok) acts?.kick();
      return stored.ok;
    },
    told: () => new Set(toldIds(store.meta.get(toldKey))),
  });
  return {
    desk,
    locked,
    start: (reached: Omit<RemoteActSources, 'locked' | 'clock' | 'store'>, looked: NonNullable<typeof sources>) => {
      acts = { ...reached, locked, clock, store };
      sources = looked;
      stopWatching = watchFacts(looked, () => desk.changed());
      desk.start();
    },
    stop: () => {
      stopWatching();
      desk.stop();
    },
  };
}
