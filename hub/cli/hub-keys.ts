import { type Command, UsageError } from '../../contract/command.ts';
import { suiteOption } from '../../contract/suite-option.ts';
import { callOperator, operatorOptions } from './operator-call.ts';

/** A new key of the hub; machines get it with their next heartbeat, signed with the one that they know. */
export const hubRotateKey: Command = {
  name: 'hub rotate-key',
  summary:
    'Makes a new key of the hub and offers it to machines; the old one goes on for those that do not have it yet.',
  options: {
    ...operatorOptions,
    purpose: { type: 'string', required: true, help: 'reply = signs replies; seal = messages are sealed to it' },
    suite: {
      type: 'string',
      help: 'of the new key: intl-1 (X25519, AES, Ed25519) or gm-1 (SM2, SM3, SM4); default: as the newest key of that purpose',
    },
  },
  run: async ({ options }) => {
    const purpose = String(options.purpose);
    if (purpose !== 'reply' && purpose !== 'seal') throw new UsageError('--purpose is reply or seal');
    const suite = suiteOption(options);
    const answer = await callOperator(options, 'POST', 'keys/rotate', {
      purpose,
      ...(suite === undefined ? {} : { suite }),
    });
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { kid } = answer.value as { readonly kid: string };
    return { exit: 0, json: { kid }, text: `new key ${kid}` };
  },
};

/** Ends the keys of a machine at once. */
export const hubRevoke: Command = {
  name: 'hub revoke',
  summary: 'Ends every key of a machine at once; it comes back with `yitiji enrol --again` under the same kiosk code.',
  options: {
    ...operatorOptions,
    kiosk: { type: 'string', required: true, help: 'kiosk code, for example TH0017' },
    reason: { type: 'string', required: true, help: 'why; kept with the key' },
  },
  run: async ({ options }) => {
    const kiosk = String(options.kiosk);
    if (!/^[A-Z]{2}[0-9]{4}$/.test(kiosk)) throw new UsageError('--kiosk is two letters and four digits');
    const answer = await callOperator(options, 'POST', `machines/${kiosk}/revoke`, { reason: String(options.reason) });
    if (!answer.ok) return { exit: 1, json: { error: answer.error }, text: answer.error };
    const { keys } = answer.value as { readonly keys: number };
    return { exit: 0, json: { kiosk, keys }, text: `${kiosk}: ${keys} key(s) ended` };
  },
};
