import type { SessionContext } from '../context.ts';
import { kit, set } from './kit.ts';
import { beginAnew } from './speech.ts';

/** Nobody has begun anything, and nothing that is going on has a time limit of its own. */
const isIdle = ({ visit, limit }: SessionContext): boolean => visit === null && limit === 'none';

/** Not as the next citizen has to find it. A headset in the jack says by itself that somebody listens. */
const isChanged = ({ modes, language, help, keys, speechPage }: SessionContext): boolean =>
  modes.theme !== 'light' ||
  modes.largeText ||
  modes.reach ||
  modes.speech.output === 'speaker' ||
  modes.speech.voice !== null ||
  language !== 'zh-CN' ||
  help ||
  keys ||
  speechPage;

const touched = { target: 'changed', reenter: true } as const;

/**
 * Modes, language or help that somebody turned on at the idle page and walked away from: whoever comes next finds the machine as it is for everybody. Within a
 * visit its own end does that. Every change of a mode raises PAGE.
 */
export const leftModesState = kit.createStateConfig({
  initial: 'asForEverybody',
  states: {
    asForEverybody: { on: { PAGE: { guard: ({ context }) => isChanged(context), target: 'changed' } } },
    changed: {
      after: {
        modesBack: [
          {
            guard: ({ context }) => isIdle(context),
            target: 'asForEverybody',
            actions: [set(beginAnew), kit.assign({ help: false, speechPage: false }), 'page'],
          },
          touched,
        ],
      },
      on: { PAGE: touched, PRESENT: touched, SPEECH: { guard: 'isSpeaking', ...touched } },
    },
  },
});
