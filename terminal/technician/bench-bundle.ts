import type { Result } from '../../contract/result.ts';
import type { Medium, RemovableMedia } from '../bundle/media.ts';
import type { SealedBundle } from '../bundle/seal-bundle.ts';
import { bundleName } from '../bundle/service-bundle.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { type BundleFault, type BundleStep, emptyBundleDesk } from './bundle-desk.ts';
import { pagesOf } from './rights.ts';

/** Where a bundle comes from and goes to; tests put others in its place. */
export interface Bundles {
  readonly media: RemovableMedia;
  make(): Promise<Result<SealedBundle, 'notEnrolled' | 'tooLarge' | 'failed'>>;
  upload(
    bundle: SealedBundle,
    onPart: (part: number) => void,
    signal: AbortSignal,
  ): Promise<Result<void, 'away' | 'user'>>;
}

/** Told to the page no finer than this: a stick takes many small pieces. */
const percent = (part: number) => Math.floor(part * 100);

/** Log bundle: packed, sealed to the hub, onto a stick or to the hub itself. What is on the stick can be pulled out only after it was read back. */
export class BundlePart implements BenchPart {
  readonly #bench: Bench;
  readonly #bundles: Bundles;

  constructor(bench: Bench, bundles: Bundles) {
    this.#bench = bench;
    this.#bundles = bundles;
  }

  press(person: Person, what: string, name: string): boolean {
    if (!pagesOf(person).includes('bundle')) return false;
    if (what === 'go') {
      if (name === 'bundle') this.#look(person);
      return false;
    }
    if (!what.startsWith('bundle.')) return false;
    if (this.#bench.isInHand) return true;
    if (what === 'bundle.look') this.#look(person);
    const medium = this.#bench.desk.bundle.media.find((_, i) => String(i) === name);
    if (what === 'bundle.write' && medium !== undefined) this.#write(person, medium);
    if (what === 'bundle.upload') this.#upload(person);
    return true;
  }

  #look(person: Person): void {
    this.#bench.run({ person, name: 'bundle.look' }, async () => {
      const media = await this.#bundles.media.list();
      this.#bench.put({ bundle: { ...emptyBundleDesk, media } });
    });
  }

  #write(person: Person, medium: Medium): void {
    this.#do(person, 'medium', async (bundle) =>
      this.#bundles.media.write(medium, { name: bundleName(bundle), bytes: bundle.bytes }, (step, part) =>
        this.#show('medium', step, part),
      ),
    );
  }

  #upload(person: Person): void {
    this.#do(person, 'hub', (bundle, signal) =>
      this.#bundles.upload(bundle, (part) => this.#show('hub', 'upload', part), signal),
    );
  }

  #do(
    person: Person,
    to: 'medium' | 'hub',
    send: (bundle: SealedBundle, signal: AbortSignal) => Promise<Result<void, BundleFault>>,
  ): void {
    this.#bench.audit(person, `bundle.${to}`, 'begun');
    const ended = (file: string, bytes: number, fault: BundleFault | null) => {
      const { media } = this.#bench.desk.bundle;
      this.#bench.put({ bundle: { media, now: null, last: { to, file, bytes, fault } } });
    };
    this.#bench.run({ person, name: `bundle.${to}`, undo: () => ended('', 0, 'failed') }, async (signal) => {
      this.#show(to, 'make', 0);
      const made = await this.#bundles.make();
      const sent = made.ok ? await send(made.value, signal) : made;
      const fault = sent.ok ? null : sent.error;
      ended(made.ok ? bundleName(made.value) : '', made.ok ? made.value.bytes.byteLength : 0, fault);
      this.#bench.audit(person, `bundle.${to}`, fault ?? 'done');
    });
  }

  #show(to: 'medium' | 'hub', step: BundleStep, part: number): void {
    const { bundle } = this.#bench.desk;
    const isSame = bundle.now?.step === step && percent(bundle.now.part) === percent(part);
    if (isSame) return;
    this.#bench.put({ bundle: { ...bundle, now: { to, step, part }, last: null } });
    this.#bench.keeper.changed();
  }
}
