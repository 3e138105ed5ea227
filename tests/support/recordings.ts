import { join } from 'node:path';
import { missingWords, placeRecordings, renderWords } from '../../build/speech/recordings.ts';
import { clipsOf, speechTexts } from '../../build/speech/speech-texts.ts';
import { atoms } from '../../contract/speech/numbers.ts';
import { root } from './hub-rig.ts';

/** Keys whose Mandarin recordings a walk through the loss report needs; the others are rendered by `npm run speech`. */
const needed = new RegExp(
  `^(?:${[
    ...[
      'action',
      'bar',
      'card',
      'cardState',
      'check',
      'cleared',
      'consent',
      'dept',
      'error',
      'exit',
      'field',
      'found',
      'headset',
      'help',
    ],
    ...[
      'hotline',
      'id',
      'idle',
      'item',
      'kit',
      'language',
      'list',
      'loss',
      'machine',
      'mode',
      'net',
      'print',
      'receipt',
      'result',
      'speech',
    ],
    ...['step', 'submit', 'take', 'tile', 'value'],
  ].join('|')})\\.`,
);

/** Renders what is missing for the loss report in Mandarin and puts it beside the built page. */
export async function recordingsOfLossReport(): Promise<void> {
  const places = { cacheDir: join(root, '.cache/speech'), studioDir: null };
  const texts = speechTexts(join(root, 'kiosk-config'), 'zh-CN');
  const spelled = new Set(atoms(texts.voice));
  // By every key that has these words: a recording is filed under the first of them only.
  const said = Object.entries(texts.texts).flatMap(([key, text]) => (needed.test(key) ? clipsOf(text) : []));
  const wanted = new Set([...said, ...spelled]);
  const open = missingWords(places, texts).filter((word) => wanted.has(word));
  await renderWords(places, texts.voice, open, 2);
  placeRecordings(places, texts, join(root, 'dist/renderer/audio'));
}
