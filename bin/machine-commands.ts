import type { Command } from '../contract/command.ts';

/** A command by its name; loaded when it is asked for: the hub, the drivers and the simulators together take seconds to load, and a script calls one command at a time. */
export interface NamedCommand {
  readonly name: string;
  load(): Promise<Command>;
}

/** The commands that a release carries onto its machine (docs/packaging.md), in the order of `--help`. Names are fixed in docs/design/architecture.md. */
export const machineCommands: readonly NamedCommand[] = [
  { name: 'device list', load: async () => (await import('../terminal/cli/device-list.ts')).deviceList },
  { name: 'device status', load: async () => (await import('../terminal/cli/device-status.ts')).deviceStatus },
  { name: 'device read-id', load: async () => (await import('../terminal/cli/device-read-id.ts')).deviceReadId },
  { name: 'device read-card', load: async () => (await import('../terminal/cli/device-read-card.ts')).deviceReadCard },
  { name: 'device print', load: async () => (await import('../terminal/cli/device-print.ts')).devicePrint },
  { name: 'device dispense', load: async () => (await import('../terminal/cli/device-dispense.ts')).deviceDispense },
  { name: 'device scan', load: async () => (await import('../terminal/cli/device-scan.ts')).deviceScan },
  { name: 'device trace', load: async () => (await import('../terminal/cli/device-trace.ts')).deviceTrace },
  { name: 'outbox list', load: async () => (await import('../terminal/cli/outbox-list.ts')).outboxList },
  { name: 'outbox show', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxShow },
  { name: 'outbox replay', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxReplay },
  { name: 'outbox waive', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxWaive },
  { name: 'outbox export', load: async () => (await import('../terminal/cli/outbox-letters.ts')).outboxExport },
  { name: 'store set-aside', load: async () => (await import('../terminal/cli/store-set-aside.ts')).storeSetAside },
  { name: 'store give-up', load: async () => (await import('../terminal/cli/store-set-aside.ts')).storeGiveUp },
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
  { name: 'update history', load: async () => (await import('../updater/cli/update-history.ts')).updateHistory },
  { name: 'update repair', load: async () => (await import('../updater/cli/update-repair.ts')).updateRepair },
  { name: 'update status', load: async () => (await import('../updater/cli/update-status.ts')).updateStatus },
  { name: 'update health', load: async () => (await import('../updater/cli/update-health.ts')).updateHealth },
  { name: 'update trust', load: async () => (await import('../updater/cli/update-trust.ts')).updateTrust },
];
