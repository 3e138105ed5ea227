import { writeFileSync } from 'node:fs';
import type { Command } from '../../contract/command.ts';
import { numberOption } from '../../contract/command-options.ts';
import type { IdReader } from '../../drivers/id-reader/id-reader.ts';
import { driversOf } from '../../drivers/registry.ts';
import { failedBy } from './fault-json.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

/** Waits for a fresh card and prints what its chip says. The card data goes to stdout only: it is what the caller asked for. */
export const deviceReadId: Command = {
  name: 'device read-id',
  summary: 'Waits for an ID card to be placed and prints what its chip says.',
  options: {
    ...deviceOptions(driversOf('idReader')),
    photo: {
      type: 'string',
      default: '',
      help: 'write the decoded photo (BMP) to this file; needs the setting photoDecoder. Default: the photo is dropped',
    },
    timeout: { type: 'string', default: '30', help: 'how long to wait for the card, seconds' },
  },
  run: async ({ options }, io) => {
    const userMs = numberOption(options, 'timeout', { min: 0.1, max: 3600, unit: 'seconds' }) * 1000;
    const { device: reader, close } = openFromOptions(options, io, 'idReader');
    reader.start();
    try {
      const read = await reader.readCard({
        userMs,
        signal: io.signal,
        onPhase: (phase) => io.note(phaseText[phase]),
      });
      if (!read.ok) return failedBy(read.error, { card: null });
      const card = { ...read.value.card };
      const photo = options.photo === '' ? null : await writePhoto(reader, read.value.photo, String(options.photo));
      read.value.wipe();
      const lines = Object.entries(card).map(
        ([field, value]) => `${field.padEnd(14)} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
      );
      if (photo !== null) lines.push(`${'photo'.padEnd(14)} ${photo === 'written' ? options.photo : `none: ${photo}`}`);
      return {
        exit: photo === null || photo === 'written' ? 0 : 1,
        json: { outcome: 'done', card, ...(photo !== null && { photo }) },
        text: lines.join('\n'),
      };
    } finally {
      await close();
    }
  },
};

/** The one way to see on site whether the keeper's decoder works. @returns `written`, or why there is no picture */
async function writePhoto(reader: IdReader, wlt: Uint8Array, file: string): Promise<string> {
  const decoded = await reader.photoDecoder.decode(wlt);
  if (!decoded.ok) return decoded.error;
  writeFileSync(file, decoded.value.bmp, { mode: 0o600 });
  decoded.value.bmp.fill(0);
  return 'written';
}

const phaseText = {
  waitingUser: 'place the card on the reader',
  reading: 'reading, keep the card still',
  liftAndPlaceAgain: 'lift the card, then place it again',
} as const;
