import { PDFDocument, StandardFonts } from 'pdf-lib';
import type { ActHooks, Evidence } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { IppSimulator, type IppSimulatorOptions } from '../../simulators/ipp-simulator.ts';
import type { DocumentPrinter } from '../document-printer.ts';
import { createCupsPrinter } from './cups-printer.ts';
import type { CupsProfile } from './cups-profile.ts';

/** A PDF of numbered pages. `objectStreams`: packed as most programs write today. */
export async function numberedPdf(pages: number, o: { readonly objectStreams?: boolean } = {}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page += 1) {
    pdf.addPage([595, 842]).drawText(`Page ${page} of ${pages}`, { x: 60, y: 760, size: 24, font });
  }
  return await pdf.save({ useObjectStreams: o.objectStreams ?? true });
}

export const threePages = await numberedPdf(3);

/** A driver and a simulated spooler with its printer, in virtual time. */
export interface CupsRig {
  readonly clock: VirtualClock;
  readonly sim: IppSimulator;
  readonly printer: DocumentPrinter;
  readonly hooks: ActHooks;
  /** In order: `sent` and each operation that reached the spooler, without questions. */
  readonly trace: string[];
  readonly evidence: Evidence[];
  /** Advances virtual time until the promise settles; fails loudly when it never does. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** A second life of the program at the same spooler. */
  reborn(profile?: Partial<CupsProfile>): DocumentPrinter;
  /** Pages of this act that came out whole. */
  out(actId?: string): readonly number[];
}

export async function cupsRig(
  o: {
    readonly sim?: Partial<IppSimulatorOptions>;
    readonly profile?: Partial<CupsProfile>;
    readonly isStarted?: boolean;
  } = {},
): Promise<CupsRig> {
  const clock = new VirtualClock();
  const sim = new IppSimulator({ clock, ...o.sim });
  const make = (profile: Partial<CupsProfile> = {}) =>
    createCupsPrinter({
      id: 'a4',
      port: sim,
      queue: 'A4',
      clock,
      log: noLog,
      profile: { pageEvidence: 'printer', ...o.profile, ...profile },
    });
  const printer = make();
  const trace: string[] = [];
  sim.onOperation((operation) => {
    if (!operation.startsWith('Get-')) trace.push(operation);
  });
  if (o.isStarted !== false) {
    printer.start();
    await clock.advance(100);
  }
  const evidence: Evidence[] = [];
  const hooks: ActHooks = {
    sent: (before) => {
      trace.push('sent');
      evidence.push(before);
    },
  };
  const until = <T>(promise: Promise<T>): Promise<T> => clock.until(promise, { withinMs: 1_200_000 });
  const reborn = (profile?: Partial<CupsProfile>) => {
    const next = make(profile);
    next.start();
    return next;
  };
  const out = (actId = 'act-1') =>
    sim.world.sheets.filter(({ jobName, end }) => jobName === actId && end === 'out').map(({ page }) => page);
  return { clock, sim, printer, hooks, trace, evidence, until, reborn, out };
}
