import type { Command } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import type { RewrapReply } from '../../contract/hub-api.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { newWrappingKey } from '../keys/wrapping-key.ts';
import { wrappingKeysIn, writeWrappingKeys } from '../keys/wrapping-keys.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

const fileOption = {
  file: { type: 'string', required: true, help: 'key file, for example hub-data/wrapping.key' },
} as const;

/** First step of a rotation: nothing is wrapped with the new key yet, so that its file can be copied to every instance before. */
export const hubWrappingKeyNew: Command = {
  name: 'hub wrapping-key new',
  summary:
    'Makes a new wrapping key and puts it first in the key file; the keys before stay there to open what they have wrapped.',
  options: fileOption,
  run: async ({ options }) => {
    const file = String(options.file);
    const before = wrappingKeysIn(file).read();
    if (!before.ok) return failed(before.error);
    const key = newWrappingKey();
    writeWrappingKeys(file, [key, ...before.value]);
    const keys = [key, ...before.value].map(({ id }) => id);
    const next =
      'copy the file to every instance of the hub, keep a copy apart from the backups, then: hub wrapping-key use';
    return { exit: 0, json: { file, keys }, text: `${key.id} is the first of ${keys.length} in ${file}; ${next}` };
  },
};

/** Second step. */
export const hubWrappingKeyUse: Command = {
  name: 'hub wrapping-key use',
  summary: "Wraps every private key of the hub with the newest wrapping key of the running hub's key file.",
  options: operatorOptions,
  run: async ({ options }) => {
    const done = await rewrap(options);
    if (!done.ok) return failed(done.error);
    const { wrappedBy, keys } = done.value;
    return {
      exit: 0,
      json: done.value,
      text: `all keys of the hub are wrapped with ${wrappedBy}, ${keys} of them from now on`,
    };
  },
};

/** Last step: what is dropped is still needed for backups of before. */
export const hubWrappingKeyDrop: Command = {
  name: 'hub wrapping-key drop',
  summary: 'Takes the older wrapping keys out of the key file, once the running hub says that it needs them no more.',
  options: { ...fileOption, ...operatorOptions },
  run: async ({ options }) => {
    const file = String(options.file);
    const read = wrappingKeysIn(file).read();
    if (!read.ok) return failed(read.error);
    const done = await rewrap(options);
    if (!done.ok) return failed(done.error);
    const used = read.value.find(({ id }) => id === done.value.wrappedBy);
    if (used === undefined)
      return failed(`the hub uses ${done.value.wrappedBy}, which is not in ${file}: nothing was dropped`);
    writeWrappingKeys(file, [used]);
    const dropped = read.value.filter((key) => key !== used).map(({ id }) => id);
    return {
      exit: 0,
      json: { file, kept: used.id, dropped },
      text: `${used.id} alone is in ${file}; dropped: ${dropped.join(', ') || 'none'}`,
    };
  },
};

async function rewrap(options: Options): Promise<Result<RewrapReply, string>> {
  const answer = await callOperator(options, 'POST', 'keys/rewrap', {});
  return answer.ok ? ok(answer.value as RewrapReply) : err(answer.error);
}

const failed = (error: string) => ({ exit: 1, json: { error }, text: error }) as const;
