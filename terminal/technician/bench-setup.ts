import { keepProgress, keepRestart, keptProgress } from '../setup/keep.ts';
import { newProgress } from '../setup/progress.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { pagesOf } from './rights.ts';

/** The way back into the set-up for a machine that serves: the program starts anew in the wizard, with the number of whoever let it. */
export class SetupPart implements BenchPart {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string): boolean {
    if (what !== 'setup.begin' && what !== 'setup.goOn') return false;
    const bench = this.#bench;
    const { store, restart } = bench.o;
    if (restart === undefined || bench.isInHand || !pagesOf(person).includes('setup')) return true;
    const kept = what === 'setup.goOn' ? keptProgress(store) : null;
    const begunAt = kept?.begunAt ?? new Date(store.trustedWallMs()).toISOString();
    // What was answered stays; who goes on is who answers for it.
    const progress = { ...(kept ?? newProgress(person.staffId, begunAt)), by: person.staffId };
    if (!keepProgress(store, progress)) {
      bench.say('attention', 'setup.notStored');
      return true;
    }
    keepRestart(store);
    bench.audit(person, what, 'begun');
    bench.keeper.leaveToRestart();
    restart();
    return true;
  }
}
