import type { Command } from '../../contract/command.ts';
import { type BundleKind, bundleKinds } from '../../contract/release/manifest.ts';
import { readBoot } from '../boot/boot-files.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import { readRecord } from '../bundles/bundle-files.ts';
import type { BundleState } from '../bundles/bundle-record.ts';
import { type AgentMemory, newMemory, readMemory } from '../program/agent-memory.ts';
import { rootOf, rootOption } from './root-option.ts';

/** Reads the disk only, so it answers whatever runs. Exit 0 = the record can be read. */
export const updateStatus: Command = {
  name: 'update status',
  summary: 'Which release runs, which is wanted, what the agent does now, and what this machine will not try again.',
  options: rootOption,
  run: ({ options }) => {
    const root = rootOf(options.root);
    const record = readBoot(root);
    if (!record.ok) {
      const text = `boot record ${record.error.code}: ${record.error.detail}\nyitiji update repair --root ${root} looks which slot is whole`;
      return Promise.resolve({ exit: 1, json: { error: record.error }, text });
    }
    const memory = readMemory(root) ?? newMemory;
    const { history, ...agent } = memory;
    const bundles = readRecord(root).kinds;
    return Promise.resolve({
      ...{ exit: 0, json: { boot: record.value, agent, bundles } },
      text: [textOf(record.value, memory), ...bundleKinds.map((kind) => bundleText(kind, bundles[kind]))].join('\n'),
    });
  },
};

function bundleText(kind: BundleKind, { current, candidate }: BundleState): string {
  const next = candidate === null ? '' : `   ${candidate} is announced and not proven yet`;
  return `${kind.padEnd(11)}${current ?? 'as it came with the application'}${next}`;
}

const steps: Readonly<Record<string, string>> = {
  idle: 'nothing to do',
  checking: 'looks whether the assigned release is genuine and fits',
  fetching: 'fetches its files',
  building: 'builds its slot',
  asking: 'waits for a machine that nobody uses (`yitiji update gate` says why it waits)',
  switching: 'has the machine; writes the record',
  pausing: 'tries again later',
  proving: 'watches the health of the release that is tried',
  leaving: 'the release that is tried has failed; waits until nobody is served',
  over: 'the launcher goes on',
};

function textOf(record: BootRecord, { doing, refused, missedWindows }: AgentMemory): string {
  const { phase, current, previous, candidate, triesLeft, cause, isConfirmed, quarantined, reports } = record;
  return [
    `phase      ${phase}${cause === null ? '' : ` (${cause})`}`,
    `current    ${current}${isConfirmed ? '' : '   committed while the hub was away'}`,
    ...(candidate === null ? [] : [`candidate  ${candidate}   ${triesLeft} starts left`]),
    `previous   ${previous ?? 'none'}`,
    `agent      ${steps[doing.step] ?? doing.step}${doing.target === null ? '' : `: ${doing.target}`}`,
    ...(missedWindows === 0 ? [] : [`windows    ${missedWindows} passed without an idle moment`]),
    ...(refused === null || refused.cause === 'quarantined' ? [] : [`refused    ${refused.cause}`]),
    ...quarantined.map((one) => `never      ${one.release}   ${one.cause}, ${one.at}`),
    ...(reports.length === 0 ? [] : [`untold     ${reports.length} outcomes that the hub has not heard`]),
  ].join('\n');
}
