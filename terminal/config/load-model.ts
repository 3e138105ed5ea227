import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import { checkModel, MachineModel, type MachinePart, withParts } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import { err, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';

/**
 * The model of this machine with the parts that its configuration says are fitted. A model that is missing or wrong must not leave a machine without its
 * pages: the reference machine stands in, and the technician is told why (`terminal.model.refused`).
 * @param shippedDir folder `kiosk-config` of the release
 */
export function loadMachine(shippedDir: string, config: KioskConfig, log: Log): MachineModel {
  const model = readModel(join(shippedDir, 'models'), config.model);
  if (!model.ok) log('terminal.model.refused', { model: config.model, reason: model.error });
  const fitted = fittedParts(config);
  return withParts(model.ok ? model.value : referenceMachine, (part) => fitted.has(part));
}

/** Reads and checks one model. Error = the reason in words; never throws for what stands in a file. */
export function readModel(dir: string, name: string): Result<MachineModel, string> {
  // The name is a word, not a way to another folder.
  if (!/^[\w][\w.-]*$/.test(name)) return err('the name is not a plain word');
  const file = join(dir, `${name}.json`);
  if (!existsSync(file)) return err('there is no such model');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message.slice(0, 200) : 'unreadable');
  }
  const model = parse(MachineModel, json);
  if (!model.ok) return err(`${model.error.path || '/'} ${model.error.reason}`);
  const checked = checkModel(model.value);
  return checked.ok ? model : checked;
}

/** The parts that a citizen finds on the front of a machine with this configuration. An empty port = not fitted. */
export function fittedParts({ devices, personaliser, fitted }: KioskConfig): ReadonlySet<MachinePart> {
  const has: Readonly<Record<MachinePart, boolean>> = {
    idReader: devices.idReader.port !== '',
    receiptPrinter: devices.receiptPrinter.port !== '',
    cardDispenser: devices.cardDispenser.port !== '',
    scanner: devices.scanner.port !== '',
    documentPrinter: devices.documentPrinter.port !== '',
    smartCard: devices.smartCard.port !== '',
    pinPad: (personaliser?.port ?? '') !== '',
    camera: fitted?.camera === true,
  };
  return new Set((Object.keys(has) as MachinePart[]).filter((part) => has[part]));
}
