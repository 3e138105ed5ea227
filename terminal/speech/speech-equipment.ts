import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { voices } from '../../contract/speech/lexicon.ts';
import type { SpeechEquipment } from '../../contract/speech/settings.ts';

/**
 * What this machine has for speech: the voices whose recordings the build has put beside the page, and what its configuration says of cards and keys.
 * @param pageDir folder of the built page
 */
export function speechEquipment(config: Pick<KioskConfig, 'sound' | 'keys'>, pageDir: string): SpeechEquipment {
  return {
    voices: voices.filter((voice) => existsSync(join(pageDir, 'audio', voice, 'manifest.js'))),
    cards: config.sound ?? {},
    doubleStrikeMs: config.keys?.doubleStrikeMs ?? 0,
  };
}
