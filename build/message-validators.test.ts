import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isAlive, isFromTerminal, isIntent, isPainted, type messageSchemas } from '../electron/message-validators.ts';
import { messageValidatorsCode } from './message-validators.ts';

type Validators = Readonly<Record<keyof typeof messageSchemas, (message: unknown) => boolean>>;

test('a built shell judges messages as the tested one does', () => {
  const module = { exports: {} };
  const require = createRequire(import.meta.url);
  runInNewContext(messageValidatorsCode(), { module, exports: module.exports, require });
  const built = module.exports as Validators;
  const tested: Validators = { isAlive, isFromTerminal, isIntent, isPainted };
  const messages = [
    { type: 'ready', epoch: '588c7518-14ed-4223-8000-000000000000', pid: 1 },
    { type: 'snapshot', snapshot: {} },
    { epoch: '588c7518-14ed-4223-8000-000000000000', revision: 3 },
    { epoch: '588c7518-14ed-4223-8000-000000000000', revision: -1 },
    { type: 'press', action: 'next', more: 1 },
    ...[null, [], '', 0, {}, { __proto__: null }],
  ];
  const judged = (of: Validators) =>
    messages.map((message) => [of.isFromTerminal(message), of.isIntent(message), of.isPainted(message)]);
  expect(judged(built)).toEqual(judged(tested));
  expect(judged(built).flat()).toContain(true);
});
