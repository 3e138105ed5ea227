import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../contract/clock.ts';
import { FaultPrinter, type FaultPrinterState } from '../cups/fault-printer.ts';
import { cupsRigLacks, PrivateCups, ppds } from '../cups/private-cups.ts';
import { StatusEndpoint } from '../cups/status-endpoint.ts';
import type { BenchLog } from './bench-log.ts';
import type { Happening } from './bench-state.ts';
import type { DocumentPrinterState } from './optional-states.ts';

/** What a person can do to the A4 printer. */
export interface DocumentPrinterActs {
  set(change: Partial<FaultPrinterState>): void;
  /** This page of the next job stays in the path; null = none. */
  jamAt(page: number | null): void;
}

const queue = 'A4';
const defaultPageMs = 1_500;

/** The A4 printer of the bench: a cupsd of its own in a folder of its own, and the printer behind it. */
export class BenchDocumentPrinter implements DocumentPrinterActs {
  readonly #log: BenchLog;
  readonly #changed: () => void;
  readonly #printer: FaultPrinter;
  #dir: string | null = null;
  #cups: PrivateCups | null = null;
  readonly #own: StatusEndpoint;
  #url = '';
  #ownUrl = '';
  #jamAt: number | null = null;
  #isPrinting = false;

  /** `pageMs`: time of one page in the printer, milliseconds. */
  constructor(o: {
    readonly clock: Clock;
    readonly log: BenchLog;
    readonly changed: () => void;
    readonly pageMs?: number | undefined;
  }) {
    this.#log = o.log;
    this.#changed = o.changed;
    this.#printer = new FaultPrinter({ clock: o.clock, pageMs: o.pageMs ?? defaultPageMs });
    this.#own = new StatusEndpoint(() => this.#printer.reasons);
    this.#printer.onEvent((event) => this.#heard(event));
  }

  /** Resolves when jobs can be sent to `state().url`. Rejects with words when cupsd cannot run here. */
  async open(): Promise<void> {
    const lacks = cupsRigLacks();
    if (lacks.length > 0) throw new Error(`the A4 printer needs a private cupsd, which needs ${lacks.join(', ')}`);
    this.#dir = mkdtempSync(join(tmpdir(), 'yitiji-a4-'));
    const tcpPort = await freePort();
    this.#cups = new PrivateCups({ dir: this.#dir, tcpPort });
    const socket = join(this.#dir, 'printer.sock');
    await this.#printer.listen(socket);
    this.#ownUrl = await this.#own.listen();
    await this.#cups.start();
    await this.#cups.addQueue({ name: queue, uri: `kiosktest:${socket}`, ppd: ppds.pdf });
    this.#url = `ipp://localhost:${tcpPort}/printers/${queue}`;
    this.#changed();
  }

  /** Ends cupsd and removes its folder. Idempotent. */
  async close(): Promise<void> {
    if (this.#dir === null) return;
    const dir = this.#dir;
    this.#dir = null;
    await this.#cups?.stop();
    await this.#own.close();
    await this.#printer.close();
    rmSync(dir, { recursive: true, force: true });
  }

  set(change: Partial<FaultPrinterState>): void {
    const before = this.#printer.state;
    this.#printer.set(change);
    const now = this.#printer.state;
    if (now.paper > before.paper) this.#note('trayFilled', String(now.paper));
    if (now.paper === 0 && before.paper > 0) this.#note('paperEnd');
    if (now.isCoverOpen !== before.isCoverOpen) this.#note(now.isCoverOpen ? 'coverOpened' : 'coverClosed');
    if (now.isTonerOut !== before.isTonerOut) this.#note(now.isTonerOut ? 'tonerOut' : 'tonerOk');
    if (now.isOffline !== before.isOffline) this.#note(now.isOffline ? 'offline' : 'online');
    if (before.isJammed && !now.isJammed) this.#note('jamFreed');
    this.#changed();
  }

  jamAt(page: number | null): void {
    this.#jamAt = page;
    this.#printer.jamAt(page);
    if (page === null) this.#note('faultsCleared');
    else this.#note('faultArmed', 'jamA4');
    this.#changed();
  }

  state(): DocumentPrinterState {
    const { sheets, state } = this.#printer;
    const pagesOut = sheets.filter(({ end }) => end === 'out').length;
    return {
      url: this.#url,
      ownUrl: this.#ownUrl,
      ...state,
      isPrinting: this.#isPrinting,
      jamAt: this.#jamAt,
      pagesOut,
      pagesJammed: sheets.length - pagesOut,
    };
  }

  /** Titles of jobs name acts, so only the kind of an event is kept. */
  #heard(event: string): void {
    if (event.startsWith('job ')) {
      this.#isPrinting = true;
      this.#note('jobCame');
    } else if (event.startsWith('page ')) {
      this.#note('pageOut', event.split(' ')[1]);
    } else if (event.startsWith('jam ')) {
      this.#jamAt = null;
      this.#note('pageJammed', event.split(' ').at(-1));
    } else if (event === 'gone') {
      this.#isPrinting = false;
      this.#note('jobGone');
    }
    this.#changed();
  }

  #note(what: Happening, detail = ''): void {
    this.#log.add('documentPrinter', what, detail);
  }
}

/** A TCP port that was free a moment ago; cupsd cannot choose one by itself. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
