import { Ajv } from 'ajv';
import { FromTerminal, PaintedInput } from '../contract/channel.ts';
import { hoistRepeated } from '../contract/hoist-schemas.ts';
import { Intent } from '../contract/intent.ts';
import { AliveReply } from '../contract/watchdog/watch-step.ts';

/** Settings of the validators, here and in the code that the build makes of them. */
export const validatorOptions = { strict: true, allErrors: false, messages: false, inlineRefs: false } as const;

/** What passes through the shell, by the name of its validator. */
export const messageSchemas = {
  isFromTerminal: hoistRepeated(FromTerminal),
  isIntent: hoistRepeated(Intent),
  isPainted: hoistRepeated(PaintedInput),
  isAlive: hoistRepeated(AliveReply),
} as const;

const ajv = new Ajv({ ...validatorOptions, code: { optimize: false } });

// To make these costs a second of every start, so a built shell carries them ready made: build/message-validators.ts puts its code in the place of this file.
export const isFromTerminal = ajv.compile(messageSchemas.isFromTerminal);
export const isIntent = ajv.compile(messageSchemas.isIntent);
export const isPainted = ajv.compile(messageSchemas.isPainted);
export const isAlive = ajv.compile(messageSchemas.isAlive);
