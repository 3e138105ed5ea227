import { systemClock } from '../contract/clock.ts';
import type { Command } from '../contract/command.ts';
import { deviceReplay } from '../drivers/simulators/cli/device-replay.ts';
import { simulateA4 } from '../drivers/simulators/cli/simulate-a4.ts';
import { simulateBench } from '../drivers/simulators/cli/simulate-bench.ts';
import { simulateEscpos } from '../drivers/simulators/cli/simulate-escpos.ts';
import { simulateF2 } from '../drivers/simulators/cli/simulate-f2.ts';
import { simulateHid } from '../drivers/simulators/cli/simulate-hid.ts';
import { simulateIoBoard } from '../drivers/simulators/cli/simulate-io-board.ts';
import { simulateK720 } from '../drivers/simulators/cli/simulate-k720.ts';
import { simulateScanner } from '../drivers/simulators/cli/simulate-scanner.ts';
import { simulateSdt } from '../drivers/simulators/cli/simulate-sdt.ts';
import { simulateSmartCard } from '../drivers/simulators/cli/simulate-smart-card.ts';
import { hubCommand } from '../hub/cli/hub-command.ts';
import { hubEnrol } from '../hub/cli/hub-enrol.ts';
import { hubRevoke, hubRotateKey } from '../hub/cli/hub-keys.ts';
import { hubMachines } from '../hub/cli/hub-machines.ts';
import { hubOpenBundle } from '../hub/cli/hub-open-bundle.ts';
import { hubSimulate } from '../hub/cli/hub-simulate.ts';
import { hubStaff, hubStaffCode } from '../hub/cli/hub-staff.ts';
import { bundle } from '../terminal/cli/bundle.ts';
import { catalogueCheck } from '../terminal/cli/catalogue-check.ts';
import { configSet, configUndo, configUnset } from '../terminal/cli/config-change.ts';
import { configCheck } from '../terminal/cli/config-check.ts';
import { configHistory } from '../terminal/cli/config-history.ts';
import { configShow } from '../terminal/cli/config-show.ts';
import { deviceDispense } from '../terminal/cli/device-dispense.ts';
import { deviceList } from '../terminal/cli/device-list.ts';
import { devicePrint } from '../terminal/cli/device-print.ts';
import { deviceReadCard } from '../terminal/cli/device-read-card.ts';
import { deviceReadId } from '../terminal/cli/device-read-id.ts';
import { deviceScan } from '../terminal/cli/device-scan.ts';
import { deviceStatus } from '../terminal/cli/device-status.ts';
import { deviceTrace } from '../terminal/cli/device-trace.ts';
import { doctor } from '../terminal/cli/doctor.ts';
import { enrolCommand } from '../terminal/cli/enrol.ts';
import { outboxFill } from '../terminal/cli/outbox-fill.ts';
import { outboxExport, outboxReplay, outboxShow, outboxWaive } from '../terminal/cli/outbox-letters.ts';
import { outboxList } from '../terminal/cli/outbox-list.ts';
import { rotateKeyCommand } from '../terminal/cli/rotate-key.ts';
import { setupDiscover, setupWrite } from '../terminal/cli/setup.ts';
import { updateGate } from '../updater/cli/update-gate.ts';
import { runCommand } from './run-command.ts';
import { listenForStop } from './stop-signals.ts';

/** Every command, in the order of `--help`. Names are fixed in docs/design/architecture.md. */
export const commands: readonly Command[] = [
  deviceList,
  deviceStatus,
  deviceReadId,
  deviceReadCard,
  devicePrint,
  deviceDispense,
  deviceScan,
  deviceTrace,
  deviceReplay,
  outboxList,
  outboxShow,
  outboxReplay,
  outboxWaive,
  outboxExport,
  outboxFill,
  doctor,
  bundle,
  catalogueCheck,
  configShow,
  configCheck,
  configSet,
  configUnset,
  configHistory,
  configUndo,
  enrolCommand,
  setupDiscover,
  setupWrite,
  rotateKeyCommand,
  updateGate,
  hubCommand,
  hubEnrol,
  hubMachines,
  hubOpenBundle,
  hubRevoke,
  hubRotateKey,
  hubSimulate,
  hubStaff,
  hubStaffCode,
  simulateSdt,
  simulateEscpos,
  simulateF2,
  simulateK720,
  simulateA4,
  simulateScanner,
  simulateSmartCard,
  simulateIoBoard,
  simulateHid,
  simulateBench,
];

/** Runs the command line of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  listenForStop(process, {
    clock: systemClock,
    stop: () => controller.abort('user'),
    end: (signal) => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    },
  });
  process.exitCode = await runCommand(argv, commands, {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    signal: controller.signal,
  });
}
