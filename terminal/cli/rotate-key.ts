import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import { addressOption, textOption } from '../../contract/command-options.ts';
import { noLog } from '../../contract/log.ts';
import { systemRandom } from '../crypto/random.ts';
import { rotateKey } from '../enrolment/rotate-key.ts';
import { openStore } from '../store/open-store.ts';
import { placeOptions } from './config-places.ts';
import { hubFetchHere } from './hub-fetch-here.ts';
import { databaseOf } from './outbox-store.ts';

/** Changes the key with which this machine signs; beside the running service, which uses the new one from its next request on. */
export const rotateKeyCommand: Command = {
  name: 'rotate-key',
  summary:
    'Changes the key of this machine: the old one signs the new one, and ends an hour after the new one was used.',
  options: {
    ...placeOptions,
    data: { type: 'string', required: true, help: 'data folder of the machine' },
    hub: { type: 'string', required: true, help: 'address of the hub' },
  },
  run: async ({ options }, io) => {
    const dir = textOption(options, 'data');
    const baseUrl = addressOption(options, 'hub');
    databaseOf(options);
    const opened = openStore({ dir, clock: systemClock, log: noLog, random: systemRandom });
    if (!opened.ok)
      return { exit: 1, json: { error: opened.error }, text: `${opened.error.code}: ${opened.error.detail}` };
    try {
      const rotated = await rotateKey({
        store: opened.value,
        dir,
        clock: systemClock,
        log: noLog,
        random: systemRandom,
        baseUrl,
        ...hubFetchHere(options, io),
      });
      if (!rotated.ok) {
        return { exit: 1, json: { error: rotated.error }, text: `${rotated.error.code}: ${rotated.error.detail}` };
      }
      const { publicKey, oldUntil } = rotated.value;
      const end =
        oldUntil === null
          ? 'the old one is still valid: run this again when the hub can be reached'
          : `the old one ends ${oldUntil}`;
      return { exit: 0, json: { publicKey, oldUntil }, text: `new key ${publicKey}; ${end}` };
    } finally {
      opened.value.close();
    }
  },
};
