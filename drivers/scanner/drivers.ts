import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import { parsePort } from '../transport/parse-port.ts';
import { createHidPosScanner } from './hid-pos/hid-pos-scanner.ts';
import { type HidPosModel, type HidPosProfile, hidPosModels, scannerUsage } from './hid-pos/profile.ts';
import type { Scanner } from './scanner.ts';
import { type SerialScannerModel, type SerialScannerProfile, serialScannerModels } from './serial/profile.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';

/** Drivers of scanners by the name that configuration and command line use. */
export const scannerDrivers = ['serial-scanner', 'hid-pos'] as const;
export type ScannerDriver = (typeof scannerDrivers)[number];

export interface OpenScannerOptions {
  /** As `../transport/parse-port.ts` reads it: `/dev/serial/by-path/…`, `hid:1eab:0d10`. */
  readonly port: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `scanner`. */
  readonly id?: string;
  /** `model`: a name of the driver's models, default `generic`; other keys replace those of the model. */
  readonly profile?:
    | (Partial<SerialScannerProfile> & { readonly model?: SerialScannerModel })
    | (Partial<HidPosProfile> & { readonly model?: HidPosModel });
  readonly openPort?: OpenPort;
}

/**
 * A scanner for a port; nothing is opened before `start`.
 * Throws RangeError for a port or a profile that cannot be: mistakes of configuration.
 */
export function openScanner(driver: ScannerDriver, options: OpenScannerOptions): Scanner {
  switch (driver) {
    case 'serial-scanner':
      return openSerial(options);
    case 'hid-pos':
      return openHidPos(options);
  }
}

function openSerial({
  port,
  clock,
  log,
  id = 'scanner',
  profile,
  openPort = openPortHere,
}: OpenScannerOptions): Scanner {
  const { model, ...changes } = (profile ?? {}) as Partial<SerialScannerProfile> & { model?: SerialScannerModel };
  const { baudRate } = { ...serialScannerModels[knownModel(serialScannerModels, model)], ...changes };
  const spec = parsePort(port, { baudRate });
  if (!spec.ok || spec.value.kind !== 'serial') throw new RangeError(`no serial port: ${port}`);
  return createSerialScanner({
    id,
    clock,
    log,
    transport: () => openPort(spec.value),
    model: knownModel(serialScannerModels, model),
    profile: changes,
  });
}

function openHidPos({
  port,
  clock,
  log,
  id = 'scanner',
  profile,
  openPort = openPortHere,
}: OpenScannerOptions): Scanner {
  const { model, ...changes } = (profile ?? {}) as Partial<HidPosProfile> & { model?: HidPosModel };
  const spec = parsePort(port, { baudRate: 0 });
  if (!spec.ok || spec.value.kind !== 'hid') throw new RangeError(`no HID port: ${port}`);
  // Rule H1: the same unit may show a keyboard, too. A path names one interface by itself.
  const place = spec.value.path === undefined ? { ...scannerUsage, ...spec.value } : spec.value;
  return createHidPosScanner({
    id,
    clock,
    log,
    transport: () => openPort(place),
    model: knownModel(hidPosModels, model),
    profile: changes,
  });
}

/** Configuration comes from a file: a name that no model has is a mistake there, not an unknown scanner. */
function knownModel<Models extends object>(
  models: Models,
  name: (keyof Models & string) | undefined,
): keyof Models & string {
  const model = name ?? ('generic' as keyof Models & string);
  if (!Object.hasOwn(models, model)) throw new RangeError(`no scanner model ${model}`);
  return model;
}
