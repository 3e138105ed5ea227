import type { ActivateBundleOutput, CheckBundleOutput } from '../../contract/bundle-link.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type CatalogueInForce, linkedBundle } from '../catalogue/catalogue-in-force.ts';
import type { UpdateGate } from '../update-gate/update-gate.ts';
import type { JudgeCatalogue } from './catalogue-judge.ts';

/** How the desk is known at the gate of updates. */
const callerId = 'catalogue';

export interface CatalogueDeskOptions {
  /** `bundles/catalogue/current` of the installation. */
  readonly link: string;
  readonly shippedDir: string;
  readonly inForce: Pick<CatalogueInForce, 'release' | 'refused'>;
  /** A service without a store serves nobody, and proves nothing of a catalogue. */
  readonly isStoreOk: () => boolean;
  readonly judge: JudgeCatalogue;
  readonly gate: Pick<UpdateGate, 'ask' | 'gone'>;
  /** Ends the service in order; it is started anew. Left out = nobody does: a new catalogue waits for the next start. */
  readonly restart?: ((reason: string) => void) | undefined;
  readonly log: Log;
}

/** Bundles with a catalogue: judged in a process of their own, read at the start and at no other time. */
export class CatalogueDesk {
  readonly #o: CatalogueDeskOptions;
  /** By folder; null = the judging has not ended. What was told is forgotten. */
  readonly #judged = new Map<string, readonly string[] | null>();
  readonly #over = new AbortController();
  #isAsked = false;
  #isEnding = false;

  constructor(options: CatalogueDeskOptions) {
    this.#o = options;
  }

  /** The first call begins the judging. Errors: `notReady`. */
  check(path: string): Result<CheckBundleOutput, 'notReady'> {
    const faults = this.#judged.get(path);
    if (faults === undefined) void this.#judge(path);
    if (faults === undefined || faults === null) return err('notReady');
    this.#judged.delete(path);
    return ok({ faults: [...faults] });
  }

  /** What is linked and not read yet is read by the next start, which comes in the first moment in which an update might begin, whatever the hour. */
  activate(): ActivateBundleOutput {
    const { link, inForce } = this.#o;
    const linked = linkedBundle(link);
    if (linked !== null && linked === inForce.refused?.release) {
      this.#calm();
      return { fault: inForce.refused.what };
    }
    if (linked === inForce.release) {
      this.#calm();
      return this.#o.isStoreOk() ? { fault: null } : { fault: null, isWaiting: true };
    }
    this.#askToRestart();
    return { fault: null, isWaiting: true };
  }

  stop(): void {
    this.#over.abort();
  }

  async #judge(path: string): Promise<void> {
    const { judge, shippedDir, log } = this.#o;
    this.#judged.set(path, null);
    const judged = await judge(path, shippedDir, this.#over.signal);
    if (this.#over.signal.aborted) return;
    if (judged.ok) {
      this.#judged.set(path, judged.value);
      return;
    }
    // Asked again, it is judged again.
    this.#judged.delete(path);
    log('terminal.catalogue.unjudged', { detail: judged.error });
  }

  #askToRestart(): void {
    const { gate, restart } = this.#o;
    if (restart === undefined || this.#isAsked) return;
    this.#isAsked = true;
    const caller = {
      id: callerId,
      tell: ({ name }: { readonly name: string }) => name === 'update.granted' && this.#restart(),
    };
    // The lease keeps citizens from beginning what the restart would end; it goes with this process.
    const answer = gate.ask(caller, { estimateSeconds: null, isOverdue: true });
    if (answer.state === 'granted') this.#restart();
  }

  #restart(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#o.restart?.('catalogue');
  }

  /** What is in force is what is wanted: nothing is waited for any more. */
  #calm(): void {
    if (!this.#isAsked || this.#isEnding) return;
    this.#isAsked = false;
    this.#o.gate.gone(callerId);
  }
}
