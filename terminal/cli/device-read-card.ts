import type { Command } from '../../contract/command.ts';
import { numberOption } from '../../contract/command-options.ts';
import { driversOf } from '../../drivers/registry.ts';
import { failedBy } from './fault-json.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

const phaseText = {
  waitingUser: 'insert the social security card',
  reading: 'reading, leave the card in',
  takeOutFirst: 'take the card out, then insert it again',
} as const;

/** Waits for a fresh social security card and prints what it gives without keys. The data goes to stdout only. */
export const deviceReadCard: Command = {
  name: 'device read-card',
  summary: 'Waits for a social security card and prints what its chip gives without keys.',
  options: {
    ...deviceOptions(driversOf('smartCard')),
    timeout: { type: 'string', default: '30', help: 'how long to wait for the card, seconds' },
  },
  run: async ({ options }, io) => {
    const userMs = numberOption(options, 'timeout', { min: 0.1, max: 3600, unit: 'seconds' }) * 1000;
    const { device: reader, close } = openFromOptions(options, io, 'smartCard');
    reader.start();
    try {
      const read = await reader.readSocialSecurityCard({
        userMs,
        queueMs: Math.min(userMs, 10_000),
        signal: io.signal,
        onPhase: (phase) => io.note(phaseText[phase]),
      });
      if (!read.ok) return failedBy(read.error, { card: null });
      const { areaCode, cardNumber, version, issued, validTo, name, idNumber, authenticated, quality } = read.value;
      const card = { areaCode, cardNumber, version, issued, validTo, name, idNumber, authenticated, quality };
      read.value.wipe();
      return {
        exit: 0,
        json: { outcome: 'done', card },
        text: Object.entries(quality)
          .map(([field, how]) => `${field.padEnd(12)} ${String(card[field as keyof typeof quality] ?? '-')} (${how})`)
          .join('\n'),
      };
    } finally {
      await close();
    }
  },
};
