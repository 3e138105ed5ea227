import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import { addressOption, textOption } from '../../contract/command-options.ts';
import { noLog } from '../../contract/log.ts';
import { suiteOption } from '../../contract/suite-option.ts';
import { loadDeviceKey, loadNextKey, promoteNextKey } from '../crypto/device-key.ts';
import { systemRandom } from '../crypto/random.ts';
import { enrol } from '../enrolment/enrolment.ts';
import { openStore } from '../store/open-store.ts';
import { version } from '../version.ts';
import { placeOptions } from './config-places.ts';
import { hubFetchHere } from './hub-fetch-here.ts';
import { databaseOf } from './outbox-store.ts';

/** Enrols a machine from the shell: prints `CODE <8 characters>`, ends when an operator has claimed it. */
export const enrolCommand: Command = {
  name: 'enrol',
  summary: 'Makes this machine known to the hub: prints a one-time code and waits until an operator claims it.',
  options: {
    ...placeOptions,
    data: { type: 'string', required: true, help: 'data folder of the machine' },
    hub: { type: 'string', required: true, help: 'address of the hub' },
    again: {
      type: 'boolean',
      help: 'the hub has ended the key of this machine: makes a new one and comes back under the same kiosk code; stop the service first',
    },
    suite: {
      type: 'string',
      help: 'of a key that is made: intl-1 (Ed25519) or gm-1 (SM2, SM3), as the machine is configured; default: intl-1',
    },
    model: { type: 'string', default: 'yitiji-reference-21.5-portrait', help: 'model name' },
  },
  run: async ({ options }, io) => {
    const dir = textOption(options, 'data');
    const suite = suiteOption(options);
    const baseUrl = addressOption(options, 'hub');
    // Whoever comes back is there already: another folder would be another machine.
    if (options.again === true) databaseOf(options);
    const opened = openStore({ dir, clock: systemClock, log: noLog, random: systemRandom });
    if (!opened.ok)
      return { exit: 1, json: { error: opened.error }, text: `${opened.error.code}: ${opened.error.detail}` };
    const store = opened.value;
    try {
      const enrolled = await enrol({
        store,
        clock: systemClock,
        log: (name, fields) => {
          if (name !== 'enrolment.attempt.failed' || !('code' in fields)) return;
          io.note(
            `not yet (${fields.code}): look at the network, the address of the hub and the disk; it is tried again`,
          );
        },
        random: systemRandom,
        baseUrl,
        ...hubFetchHere(options, io),
        key: options.again === true ? loadNextKey(dir, suite) : loadDeviceKey(dir, suite),
        isAgain: options.again === true,
        model: textOption(options, 'model'),
        version,
        onCode: (code) => {
          if (code !== null) io.out(`CODE ${code.code}`);
        },
        signal: io.signal,
      });
      if (!enrolled.ok) {
        return { exit: 1, json: { error: enrolled.error }, text: `${enrolled.error.code}: ${enrolled.error.detail}` };
      }
      if (options.again === true) promoteNextKey(dir);
      const { deviceId, kiosk, place } = enrolled.value;
      return { exit: 0, json: { deviceId, kiosk, place }, text: `enrolled as ${kiosk} (${deviceId}), ${place}` };
    } finally {
      store.close();
    }
  },
};
