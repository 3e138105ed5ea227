import type { Command } from '../contract/command.ts';

/** A command by its name; loaded when it is asked for: the hub, the drivers and the simulators together take seconds to load, and a script calls one command at a time. */
export interface NamedCommand {
  readonly name: string;
  load(): Promise<Command>;
}

/** Every command, in the order of `--help`. Names are fixed in docs/design/architecture.md. */
export const commands: readonly NamedCommand[] = [
  { name: 'device list', load: async () => (await import('../terminal/cli/device-list.ts')).deviceList },
  { name: 'device status', load: async () => (await import('../terminal/cli/device-status.ts')).deviceStatus },
  { name: 'device read-id', load: async () => (await import('../terminal/cli/device-read-id.ts')).deviceReadId },
  { name: 'device read-card', load: async () => (await import('../terminal/cli/device-read-card.ts')).deviceReadCard },
  { name: 'device print', load: async () => (await import('../terminal/cli/device-print.ts')).devicePrint },
  { name: 'device dispense', load: async () => (await import('../terminal/cli/device-dispense.ts')).deviceDispense },
  { name: 'device scan', load: async () => (await import('../terminal/cli/device-scan.ts')).deviceScan },
  { name: 'device trace', load: async () => (await import('../terminal/cli/device-trace.ts')).deviceTrace },
  {
    name: 'device replay',
    load: async () => (await import('../drivers/simulators/cli/device-replay.ts')).deviceReplay,
  },
  { name: 'outbox list', load: async () => (await import('../terminal/cli/outbox-list.ts')).outboxList },
  { name: 'outbox show', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxShow },
  { name: 'outbox replay', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxReplay },
  { name: 'outbox waive', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxWaive },
  { name: 'outbox export', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxExport },
  { name: 'outbox fill', load: async () => (await import('../terminal/cli/outbox-fill.ts')).outboxFill },
  { name: 'doctor', load: async () => (await import('../terminal/cli/doctor.ts')).doctor },
  { name: 'bundle', load: async () => (await import('../terminal/cli/bundle.ts')).bundle },
  { name: 'catalogue check', load: async () => (await import('../terminal/cli/catalogue-check.ts')).catalogueCheck },
  { name: 'config show', load: async () => (await import('../terminal/cli/config-show.ts')).configShow },
  { name: 'config check', load: async () => (await import('../terminal/cli/config-check.ts')).configCheck },
  { name: 'config set', load: async () => (await import('../terminal/cli/config-change.ts')).configSet },
  { name: 'config unset', load: async () => (await import('../terminal/cli/config-change.ts')).configUnset },
  { name: 'config history', load: async () => (await import('../terminal/cli/config-history.ts')).configHistory },
  { name: 'config undo', load: async () => (await import('../terminal/cli/config-change.ts')).configUndo },
  { name: 'enrol', load: async () => (await import('../terminal/cli/enrol.ts')).enrolCommand },
  { name: 'setup discover', load: async () => (await import('../terminal/cli/setup.ts')).setupDiscover },
  { name: 'setup write', load: async () => (await import('../terminal/cli/setup.ts')).setupWrite },
  { name: 'rotate-key', load: async () => (await import('../terminal/cli/rotate-key.ts')).rotateKeyCommand },
  { name: 'update gate', load: async () => (await import('../updater/cli/update-gate.ts')).updateGate },
  { name: 'update health', load: async () => (await import('../updater/cli/update-health.ts')).updateHealth },
  { name: 'release build', load: async () => (await import('../release/cli/release-build.ts')).releaseBuild },
  { name: 'release sign', load: async () => (await import('../release/cli/release-sign.ts')).releaseSign },
  { name: 'release publish', load: async () => (await import('../release/cli/release-publish.ts')).releasePublish },
  { name: 'release verify', load: async () => (await import('../release/cli/release-verify.ts')).releaseVerify },
  { name: 'release status', load: async () => (await import('../release/cli/release-verify.ts')).releaseStatus },
  { name: 'release keys new', load: async () => (await import('../release/cli/release-keys-new.ts')).releaseKeysNew },
  { name: 'release root init', load: async () => (await import('../release/cli/release-root.ts')).releaseRootInit },
  { name: 'release root rotate', load: async () => (await import('../release/cli/release-root.ts')).releaseRootRotate },
  { name: 'release delegate', load: async () => (await import('../release/cli/release-delegate.ts')).releaseDelegate },
  { name: 'hub', load: async () => (await import('../hub/cli/hub-command.ts')).hubCommand },
  { name: 'hub assign', load: async () => (await import('../hub/cli/hub-assign.ts')).hubAssign },
  { name: 'hub assignments', load: async () => (await import('../hub/cli/hub-assign.ts')).hubAssignments },
  { name: 'hub enrol', load: async () => (await import('../hub/cli/hub-enrol.ts')).hubEnrol },
  { name: 'hub machines', load: async () => (await import('../hub/cli/hub-machines.ts')).hubMachines },
  { name: 'hub open-bundle', load: async () => (await import('../hub/cli/hub-open-bundle.ts')).hubOpenBundle },
  { name: 'hub revoke', load: async () => (await import('../hub/cli/hub-keys.ts')).hubRevoke },
  { name: 'hub rotate-key', load: async () => (await import('../hub/cli/hub-keys.ts')).hubRotateKey },
  { name: 'hub simulate', load: async () => (await import('../hub/cli/hub-simulate.ts')).hubSimulate },
  { name: 'hub staff', load: async () => (await import('../hub/cli/hub-staff.ts')).hubStaff },
  { name: 'hub staff-code', load: async () => (await import('../hub/cli/hub-staff.ts')).hubStaffCode },
  { name: 'simulate sdt', load: async () => (await import('../drivers/simulators/cli/simulate-sdt.ts')).simulateSdt },
  {
    name: 'simulate escpos',
    load: async () => (await import('../drivers/simulators/cli/simulate-escpos.ts')).simulateEscpos,
  },
  { name: 'simulate f2', load: async () => (await import('../drivers/simulators/cli/simulate-f2.ts')).simulateF2 },
  {
    name: 'simulate k720',
    load: async () => (await import('../drivers/simulators/cli/simulate-k720.ts')).simulateK720,
  },
  { name: 'simulate a4', load: async () => (await import('../drivers/simulators/cli/simulate-a4.ts')).simulateA4 },
  {
    name: 'simulate scanner',
    load: async () => (await import('../drivers/simulators/cli/simulate-scanner.ts')).simulateScanner,
  },
  {
    name: 'simulate smart-card',
    load: async () => (await import('../drivers/simulators/cli/simulate-smart-card.ts')).simulateSmartCard,
  },
  {
    name: 'simulate io-board',
    load: async () => (await import('../drivers/simulators/cli/simulate-io-board.ts')).simulateIoBoard,
  },
  { name: 'simulate hid', load: async () => (await import('../drivers/simulators/cli/simulate-hid.ts')).simulateHid },
  {
    name: 'simulate bench',
    load: async () => (await import('../drivers/simulators/cli/simulate-bench.ts')).simulateBench,
  },
];
