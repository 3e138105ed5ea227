import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Command } from '../../contract/command.ts';
import { MachineState } from '../machines/machine-state.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

const page = 1000;
const isMachines = Compile(Type.Array(MachineState));

/** Proof of what has arrived, machine by machine; ends with 1 when something is missing, so that a script can watch it. */
export const hubMachines: Command = {
  name: 'hub machines',
  summary: 'Shows for each machine up to which number nothing is missing at the hub, what is missing, and its alarms.',
  options: {
    ...operatorOptions,
    'only-alarms': { type: 'boolean', help: 'only machines with an open alarm' },
  },
  run: async ({ options }) => {
    const machines: MachineState[] = [];
    for (;;) {
      const after = machines.at(-1)?.kiosk ?? '';
      const query = new URLSearchParams({
        after,
        limit: String(page),
        onlyAlarms: options['only-alarms'] === true ? 'true' : 'false',
      });
      const answer = await callOperator(options, 'GET', `machines?${query}`);
      if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
      if (!isMachines.Check(answer.value))
        return { exit: 1, json: { error: 'badReply' }, text: 'the reply has another form' };
      machines.push(...answer.value);
      if (answer.value.length < page) break;
    }
    const isWhole = machines.every((machine) => machine.isWhole);
    return {
      exit: isWhole ? 0 : 1,
      json: { isWhole, machines },
      text: [
        ...machines.map(line),
        isWhole ? `${machines.length} machines, nothing missing` : 'SOMETHING IS MISSING',
      ].join('\n'),
    };
  },
};

function line(machine: MachineState): string {
  const proofs = machine.epochs.map(({ upTo, gaps, missing, gapSince }) => {
    const ranges = gaps.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
    return missing === 0 ? `1-${upTo} whole` : `1-${upTo}, missing ${ranges} (${missing}, since ${gapSince ?? 'now'})`;
  });
  return [
    machine.kiosk,
    proofs.length === 0 ? 'nothing yet' : proofs.join('; '),
    `dead ${machine.dead ?? '?'}`,
    `seen ${machine.lastHeartbeat ?? 'never'}`,
    ...machine.alarms,
    ...(machine.assigned === null ? [] : [`assigned ${machine.assigned.target}`]),
    ...(machine.update === null ? [] : [`${machine.update.outcome} ${machine.update.release}`]),
    ...(machine.hasKey ? [] : ['revoked']),
  ].join('  ');
}
