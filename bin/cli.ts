import type { Command } from '../contract/command.ts';
import { simulateBench } from '../drivers/simulators/cli/simulate-bench.ts';
import { simulateEscpos } from '../drivers/simulators/cli/simulate-escpos.ts';
import { simulateSdt } from '../drivers/simulators/cli/simulate-sdt.ts';
import { hubCommand } from '../hub/cli/hub-command.ts';
import { catalogueCheck } from '../terminal/cli/catalogue-check.ts';
import { deviceList } from '../terminal/cli/device-list.ts';
import { devicePrint } from '../terminal/cli/device-print.ts';
import { deviceReadId } from '../terminal/cli/device-read-id.ts';
import { deviceStatus } from '../terminal/cli/device-status.ts';
import { enrolCommand } from '../terminal/cli/enrol.ts';
import { outboxFill } from '../terminal/cli/outbox-fill.ts';
import { outboxList } from '../terminal/cli/outbox-list.ts';
import { runCommand } from './run-command.ts';

/** Every command, in the order of `--help`. Names are fixed in docs/design/architecture.md. */
export const commands: readonly Command[] = [
  deviceList,
  deviceStatus,
  deviceReadId,
  devicePrint,
  outboxList,
  outboxFill,
  catalogueCheck,
  enrolCommand,
  hubCommand,
  simulateSdt,
  simulateEscpos,
  simulateBench,
];

/** Runs the command line of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort('user'));
  process.exitCode = await runCommand(argv, commands, {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    signal: controller.signal,
  });
}
