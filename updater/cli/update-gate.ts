import { type Command, UsageError } from '../../contract/command.ts';
import { type LookOutput, waitReasons } from '../../contract/update-gate.ts';
import { connectGate } from '../gate-client.ts';

/** Looks at the gate of a running terminal service; asks for nothing, so it takes no machine out of service. Exit 0 = an update might begin now. */
export const updateGate: Command = {
  name: 'update gate',
  summary: 'Whether an update might begin now, and if not, every reason and who ends it.',
  options: { data: { type: 'string', required: true, help: 'data folder of the terminal service' } },
  run: async ({ options }) => {
    if (typeof options.data !== 'string' || options.data === '') throw new UsageError('--data needs a value');
    const connected = await connectGate(options.data);
    if (!connected.ok) {
      return { exit: 1, json: { error: connected.error }, text: `${connected.error.code}: ${connected.error.message}` };
    }
    const gate = connected.value;
    try {
      const look = await gate.look();
      if (!look.ok) return { exit: 1, json: { error: look.error }, text: `${look.error.code}: ${look.error.message}` };
      return { exit: look.value.isOpen ? 0 : 1, json: look.value, text: textOf(look.value) };
    } finally {
      gate.close();
    }
  },
};

function textOf({ isOpen, reasons, held, waiting }: LookOutput): string {
  const words = reasons.map(
    ({ code, acts }) => `${code.padEnd(18)}  ${waitReasons[code].meaning}; who ends it: ${acts}`,
  );
  return [
    isOpen ? 'open: an update may begin now' : 'closed: an update has to wait',
    ...words,
    ...(held === null ? [] : [`held by an update, for ${Math.ceil(held.endsInMs / 1000)} s unless it is renewed`]),
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
  ].join('\n');
}
