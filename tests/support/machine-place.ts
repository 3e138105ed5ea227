import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { type Bench, startBench } from '../../drivers/simulators/bench/bench.ts';
import { root } from './hub-rig.ts';
import type { KioskRigOptions } from './kiosk-rig.ts';
import { startXvfb, type VirtualDisplay } from './xvfb.ts';

/** Everything around the program of a machine: its folders, its enrolment, its devices, its screen. */
export interface MachinePlace {
  /** Everything below it is gone after `close`. */
  readonly dir: string;
  readonly dataDir: string;
  readonly configFile: string;
  readonly bench: Bench;
  readonly xvfb: VirtualDisplay;
  close(): Promise<void>;
}

export type MachinePlaceOptions = Omit<KioskRigOptions, 'nodeFlags' | 'pace' | 'isStill' | 'cameraFile' | 'osSays'>;

export async function placeMachine(options: MachinePlaceOptions): Promise<MachinePlace> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-kiosk-'));
  const dataDir = join(dir, 'data');
  const devicesDir = join(dir, 'devices');
  mkdirSync(dataDir, { mode: 0o700 });
  mkdirSync(devicesDir);
  await options.prepare(dataDir);
  const bench = await startBench({
    dir: devicesDir,
    port: 0,
    personasFile: join(root, 'kiosk-config/demo/personas.json'),
    clock: systemClock,
    documentPrinter: options.documentPrinter === true,
    personaliser: options.personaliser === true,
    ...(options.documentPrinter === true && { pageMs: options.pageMs ?? 60 }),
    ...(options.motorSpeed !== undefined && { motorSpeed: options.motorSpeed }),
  });
  const configFile = join(dir, 'machine.json');
  writeFileSync(
    configFile,
    JSON.stringify({
      hub: { url: options.hubUrl },
      ...(options.model !== undefined && { model: options.model }),
      devices: {
        idReader: { port: join(devicesDir, 'id-reader') },
        receiptPrinter: { port: join(devicesDir, 'receipt-printer') },
        cardDispenser: { port: join(devicesDir, 'card-dispenser') },
        scanner: { port: join(devicesDir, 'scanner') },
        ioBoard: { port: join(devicesDir, 'io-board') },
        ...(options.documentPrinter === true && {
          documentPrinter: {
            driver: 'cups',
            port: bench.state().documentPrinter?.url ?? '',
            settings: {
              ...(options.cureMs !== undefined && { cureMs: options.cureMs }),
              ...(options.printerTells === true && { directUri: bench.state().documentPrinter?.ownUrl ?? '' }),
            },
          },
        }),
      },
      ...(options.personaliser === true && {
        personaliser: {
          port: join(devicesDir, 'personaliser'),
          ...(options.takeSeconds !== undefined && { takeSeconds: options.takeSeconds }),
        },
      }),
      faceVerifier: { kind: 'demonstration' },
      fitted: {
        docCamera: true,
        ...(options.faceCamera === true && { camera: true }),
        ...(options.speaker === true && { speaker: true }),
        ...(options.navPad === true && { navPad: true }),
      },
      ...(options.updates !== undefined && { updates: options.updates }),
    }),
  );
  const [width = 1080, height = 1920] = options.size.split('x').map(Number);
  const xvfb = await startXvfb({ width, height });
  return {
    ...{ dir, dataDir, configFile, bench, xvfb },
    close: async () => {
      await bench.close();
      await xvfb.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
