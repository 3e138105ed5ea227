import { type Clock, sleep } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import type { CommissioningBody } from '../../contract/technician/commissioning.ts';
import type { Device } from '../../drivers/core/device.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { printAct } from '../devices/print-act.ts';
import { lastCommissioning } from '../store/commission-commit.ts';
import type { Store } from '../store/store.ts';
import { type DeviceTestId, runDeviceTest } from '../technician/device-tests.ts';
import { handReplies } from '../technician/hand.ts';
import { HandOver } from '../technician/hand-over.ts';
import { actsNow, leaveToRecovery } from '../technician/leave-to-recovery.ts';
import { stripMarkup } from '../technician/slips.ts';
import { namesOf } from '../technician/unit-book.ts';
import { WaitingHand } from '../technician/waiting-hand.ts';
import { testOf } from './device-checks.ts';
import type { SetupSight } from './pages/kit.ts';
import type { Progress, SetupRole, TestNote } from './progress.ts';
import { isReportOf, reportOf } from './report.ts';
import { reportMarkup } from './report-markup.ts';
import { type SetupEvent, wantedTests } from './step.ts';

/** How long a device may take to be greeted before its test begins all the same, milliseconds. */
const greetMs = 8_000;

export interface SetupProofOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  readonly devices: DeviceSet;
  readonly claims: Pick<ClaimManager, 'drain'>;
  readonly config: KioskConfig;
  readonly key: DeviceKey;
  readonly version: string;
  readonly newId: () => string;
  kick(): void;
  settlePrints(): void;
  changed(): void;
  progress(): Progress;
  step(event: SetupEvent): void;
  note(action: string, result: string): void;
  say(key: string): void;
  /** A fault of this program has ended an act. @param act its name in log and audit */
  threw(act: string, error: unknown): void;
}

/** The last two steps: every device is tried through the device layer, and the report of it is made, stored and printed. What moves or prints is one act, by a hand's touch, journalled ahead. */
export class SetupProof {
  readonly #o: SetupProofOptions;
  #handOver: HandOver | null = null;
  #forget: readonly (() => void)[] = [];
  #act: { readonly abort: AbortController; readonly end: Promise<void> } | null = null;
  #running: SetupRole | null = null;
  #hand: WaitingHand | null = null;
  #asked: SetupSight['asked'] = null;
  #strip: string | null = null;
  #report: SetupSight['report'] = null;
  #printed: string | null = null;
  #isPrinting = false;

  constructor(options: SetupProofOptions) {
    this.#o = options;
  }

  get isBusy(): boolean {
    return this.#act !== null;
  }

  sight(): Pick<SetupSight, 'running' | 'asked' | 'link' | 'strip' | 'report' | 'printed' | 'isPrinting'> {
    return {
      ...{ running: this.#running, asked: this.#asked, strip: this.#strip, report: this.#report },
      ...{ printed: this.#printed, isPrinting: this.#isPrinting },
      link: (role) => this.#o.devices[role]?.status().link ?? null,
    };
  }

  /** The devices are asked for once; the report is made where it is its turn. */
  enter(): void {
    const { devices, claims, changed } = this.#o;
    if (this.#handOver === null) {
      const deviceIds = devices.all.map(({ id }) => id);
      this.#handOver = new HandOver({ claims, deviceIds, owner: 'set-up' }, changed);
      this.#forget = devices.all.map((device) => device.onStatus(changed));
    }
    if (this.#o.progress().step === 'report') this.#makeReport();
  }

  async stop(): Promise<void> {
    this.#act?.abort.abort('user');
    await this.#act?.end;
    for (const forget of this.#forget) forget();
    this.#handOver?.giveBack();
    this.#handOver = null;
  }

  /** What somebody says to what a test asks. */
  reply(word: string): void {
    const reply = handReplies.find((candidate) => candidate === word);
    if (reply !== undefined) this.#hand?.answer({ by: 'press', reply });
  }

  stopTest(): void {
    this.#act?.abort.abort('user');
  }

  test(role: SetupRole): void {
    const device = this.#o.devices[role];
    const id = testOf(role);
    if (this.#act !== null || device === null) return;
    if (this.#handOver?.of(device.id) !== 'ours') {
      this.#o.say('tech.device.held');
      return;
    }
    this.#running = role;
    this.#o.note(`test.${id}`, 'begun');
    const ended = ({ outcome, code }: Pick<TestNote, 'outcome' | 'code'>) => {
      this.#running = null;
      this.#o.note(`test.${id}`, code === null ? outcome : `${outcome} ${code}`);
      this.#o.step({ type: 'tested', id, note: { outcome, code, at: this.#now() } });
    };
    const run = async (signal: AbortSignal) => ended(await this.#tried(id, role, signal));
    // A test that was cut off by a fault of this program has failed, and how far it came nobody knows.
    this.#run(`test.${id}`, run, () => ended({ outcome: 'indeterminate', code: 'E_INTERNAL' }));
  }

  /** What was not tried is not tried: it stands in the report. */
  skip(): void {
    const { progress, note, step } = this.#o;
    for (const id of wantedTests(progress())) {
      if (progress().tests[id] !== undefined) continue;
      note(`test.${id}`, 'skipped');
      step({ type: 'tested', id, note: { outcome: 'skipped', code: null, at: this.#now() } });
    }
  }

  print(): void {
    const report = this.#report;
    const { store, log, devices, texts } = this.#o;
    if (report === null || this.#act !== null) return;
    const markup = reportMarkup(texts, report.body, store.identity()?.place ?? '');
    this.#isPrinting = true;
    this.#run('report.print', async () => {
      const slip = { receiptNo: '', markup, copy: 0, session: null };
      const { outcome } = await printAct(slip, { printer: devices.receiptPrinter, store, log });
      this.#isPrinting = false;
      this.#printed = outcome;
      this.#o.note('setup.report.print', outcome);
    });
  }

  async #tried(id: DeviceTestId, role: SetupRole, signal: AbortSignal): Promise<Pick<TestNote, 'outcome' | 'code'>> {
    const { devices, store, clock, log, newId } = this.#o;
    const device = devices[role];
    // The program has just started: a unit that is still being greeted is waited for.
    if (device !== null) await linkUp(device, { clock, signal, limitMs: greetMs });
    const hand = new WaitingHand({
      clock,
      trustedWallMs: store.trustedWallMs,
      show: (asked) => {
        this.#asked = asked === null ? null : { test: id, ...asked };
        this.#o.changed();
      },
    });
    this.#hand = hand;
    const heading = () => ({ kiosk: store.identity()?.kiosk ?? '', wallMs: store.trustedWallMs() });
    const strip = () => this.#stripMarkup();
    const sent = (test: DeviceTestId) => this.#o.note(`test.${test}`, 'sent');
    const deps = { devices, store, clock, log, newId, hand, heading, strip, sent };
    const { verdict, outcome, code } = await runDeviceTest(id, deps, signal);
    if (id === 'receiptPrinter:strip' && outcome === 'done')
      this.#strip = devices.receiptPrinter?.preview(this.#stripMarkup()) ?? null;
    // What only a part of was as it should be is no pass here either.
    return { outcome: verdict === 'pass' || outcome !== 'done' ? outcome : 'partial', code };
  }

  #stripMarkup(): string {
    const { store, texts } = this.#o;
    return stripMarkup(texts, { kiosk: store.identity()?.kiosk ?? '', wallMs: store.trustedWallMs() });
  }

  /** One act. A fault of this program ends it and nothing else: what it has left open in the journal is recovery's. */
  #run(name: string, run: (signal: AbortSignal) => Promise<void>, undo: () => void = () => undefined): void {
    const abort = new AbortController();
    let open: readonly string[] = [];
    const act = async () => {
      open = actsNow(this.#o).map(({ id }) => id);
      await run(abort.signal);
    };
    const end = act()
      .catch((error: unknown) => {
        this.#o.threw(name, error);
        try {
          undo();
        } catch (second) {
          this.#o.threw(`${name}.undo`, second);
        }
        leaveToRecovery(open, this.#o, this.#handOver, (second) => this.#o.threw('journal', second));
      })
      .finally(() => {
        this.#act = null;
        this.#running = null;
        this.#hand = null;
        this.#asked = null;
        this.#isPrinting = false;
        this.#o.changed();
      });
    this.#act = { abort, end };
    this.#o.changed();
  }

  /** Stored once for each set-up: one that was cut off behind the store is found there, by when it began. */
  #makeReport(): void {
    const { store, progress } = this.#o;
    const identity = store.identity();
    const last = lastCommissioning(store.meta);
    const now = progress();
    if (identity === null || this.#act !== null) return;
    if (last !== null && isReportOf(last, now)) {
      this.#reported(last);
      return;
    }
    const body = reportOf(now, {
      ...{
        id: this.#o.newId(),
        kiosk: identity.kiosk,
        at: this.#now(),
        program: this.#o.version,
        node: process.version,
      },
      ...{ hubUrl: this.#o.config.hub.url, last },
      word: (role) => ({
        ...namesOf(this.#o.devices, role),
        link: this.#o.devices[role]?.status().link ?? 'absent',
      }),
      picture: (test) => (test === 'receiptPrinter:strip' ? this.#strip : null),
      sign: this.#o.key.sign,
    });
    if (body === null) return;
    this.#run('report', async () => {
      const stored = await store.commission(body);
      if (!stored.ok) {
        this.#o.say('setup.notStored');
        return;
      }
      this.#o.kick();
      this.#reported(body);
    });
  }

  #reported(body: CommissioningBody): void {
    const { devices, texts, store } = this.#o;
    this.#report = {
      body,
      paper: devices.receiptPrinter?.preview(reportMarkup(texts, body, store.identity()?.place ?? '')) ?? null,
    };
    this.#o.note('setup.report', body.number);
    this.#o.step({ type: 'reported', number: body.number });
    this.#o.changed();
  }

  #now(): string {
    return new Date(this.#o.store.trustedWallMs()).toISOString();
  }
}

/** Resolves when the link is up by the status that the driver pushes, when the time is over, or when nobody waits any more. */
async function linkUp(
  device: Device,
  { clock, signal, limitMs }: { readonly clock: Clock; readonly signal: AbortSignal; readonly limitMs: number },
): Promise<void> {
  const isUp = new AbortController();
  const look = () => {
    if (device.status().link === 'up') isUp.abort();
  };
  const forget = device.onStatus(look);
  look();
  await sleep(clock, limitMs, AbortSignal.any([signal, isUp.signal]));
  forget();
}
