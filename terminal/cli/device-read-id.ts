import type { Command } from '../../contract/command.ts';
import { driversOf } from '../../drivers/registry.ts';
import { faultJson, faultText } from './fault-json.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';
import { numberOption } from './options.ts';

/** Waits for a fresh card and prints what its chip says. The card data goes to stdout only: it is what the caller asked for. */
export const deviceReadId: Command = {
  name: 'device read-id',
  summary: 'Waits for an ID card to be placed and prints what its chip says.',
  options: {
    ...deviceOptions(driversOf('idReader')),
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
      if (!read.ok) {
        const { outcome } = read.error;
        return { exit: 1, json: { outcome, card: null, fault: faultJson(read.error) }, text: faultText(read.error) };
      }
      const card = { ...read.value.card };
      read.value.wipe();
      return {
        exit: 0,
        json: { outcome: 'done', card },
        text: Object.entries(card)
          .map(([field, value]) => `${field.padEnd(14)} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
          .join('\n'),
      };
    } finally {
      await close();
    }
  },
};

const phaseText = {
  waitingUser: 'place the card on the reader',
  reading: 'reading, keep the card still',
  liftAndPlaceAgain: 'lift the card, then place it again',
} as const;
