import { defaultFontPaths } from '../render/glyph.ts';
import type { ExitSensor, Presenter } from './presenter.ts';

/** What differs between printers, and all waits. Milliseconds unless the name says otherwise. */
export interface EscposProfile {
  /** 48 Latin columns = 80 mm paper, 32 = 58 mm. */
  readonly columns: 48 | 32;
  readonly cut: 'partial' | 'full' | 'none';
  /** Whether `ESC *` pictures stand on the line of the text; off until it was seen on the unit. */
  readonly inlineGlyph: boolean;
  readonly fontPaths: readonly string[];
  readonly nearEndSensor: boolean;
  /** Which commands hand the slip out and take it back; `none`: the paper hangs at the exit. */
  readonly presenter: Presenter;
  /** How far a CUSTOM KPM pushes the slip out, in its own steps, 1–255. */
  readonly presentSteps: number;
  /** How a slip at the exit is seen; `none`: whether it was taken cannot be known. */
  readonly exitSensor: ExitSensor;
  /** Look at the exit sensor while a slip stands there. */
  readonly exitPollMs: number;
  /** Time for the presenter to take a slip in. */
  readonly retractMs: number;
  /** Bits per second of the line, 10 bits a byte; chunks are paced by it, so that a fault stops a job at once. 0 = no pacing (USB). */
  readonly baudRate: number;
  /** Must match the printer's DIP switch, or long pictures lose data. */
  readonly flowControl: 'none' | 'xon-xoff';
  /** Bytes between two looks at the status; a single longer command goes out whole. */
  readonly chunkBytes: number;
  /** Limit for a DLE EOT reply; printers answer within a few milliseconds. */
  readonly queryMs: number;
  /** Silence after a missing reply, so that a late one is not taken for the next. */
  readonly quietMs: number;
  /** Status poll when idle: finds a printer that was switched off, and faults of models without automatic status. */
  readonly idlePollMs: number;
  /** Status poll during a job. */
  readonly jobPollMs: number;
  /** Limit for the proof of printing after the last byte … */
  readonly echoMs: number;
  /** … and for each 1000 bytes of the job on top: slow heads print some 2000 bytes of picture a second. */
  readonly echoMsPerThousandBytes: number;
  /** Quiet time before the proof is asked for a second time. */
  readonly confirmQuietMs: number;
  /** Longest pause that XOFF may make without a fault. */
  readonly xoffMs: number;
  /** Longest pause for a hot head within a job; it cools by itself. */
  readonly headHotMs: number;
  /** Time for the knife or the feed after DLE ENQ 2. */
  readonly recoverMs: number;
}

export const defaultEscposProfile: EscposProfile = {
  columns: 48,
  cut: 'partial',
  inlineGlyph: false,
  fontPaths: defaultFontPaths,
  nearEndSensor: true,
  presenter: 'none',
  presentSteps: 40,
  exitSensor: 'none',
  exitPollMs: 500,
  retractMs: 3_000,
  baudRate: 115_200,
  flowControl: 'none',
  chunkBytes: 512,
  queryMs: 500,
  quietMs: 200,
  idlePollMs: 5_000,
  jobPollMs: 1_000,
  echoMs: 10_000,
  echoMsPerThousandBytes: 500,
  confirmQuietMs: 30,
  xoffMs: 15_000,
  headHotMs: 60_000,
  recoverMs: 1_000,
};
