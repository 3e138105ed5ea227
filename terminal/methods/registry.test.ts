import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { ok } from '../../contract/result.ts';
import type { MethodContext } from './method.ts';
import { dispatch, methods, shellRoles } from './registry.ts';

function context(): MethodContext & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    log: noLog,
    session: {
      start: () => undefined,
      stop: () => undefined,
      intent: (intent) => {
        calls.push(intent.kind);
        return ok(null);
      },
      send: (event) => calls.push(event.type),
      snapshot: () => {
        throw new Error('not used');
      },
      context: () => {
        throw new Error('not used');
      },
    },
    onHello: () => calls.push('hello'),
    onPainted: () => calls.push('painted'),
  };
}

const good: Readonly<Record<string, unknown>> = {
  'session.intent': { kind: 'exit', revision: 1, epoch: 'e' },
  'shell.hello': {},
  'shell.painted': { epoch: 'e', revision: 3 },
  'shell.windowLost': { reason: 'crashed' },
};

describe('method registry', () => {
  for (const method of methods) {
    const call = (input: unknown, roles = method.roles) =>
      dispatch({ type: 'call', id: 7, method: method.name, input }, roles, context());

    it(`${method.name}: serves a good call`, () => {
      expect(call(good[method.name])).toEqual({ type: 'reply', id: 7, ok: true, output: null });
    });
    it(`${method.name}: refuses an unknown field, a foreign role and an oversized input`, () => {
      expect(call({ ...(good[method.name] as object), extra: 1 })).toMatchObject({ error: { code: 'badInput' } });
      expect(call(good[method.name], [])).toMatchObject({ error: { code: 'forbidden' } });
      expect(call({ filler: 'x'.repeat(method.maxBytes) })).toMatchObject({ error: { code: 'tooLarge' } });
    });
  }

  it('refuses a method that does not exist', () => {
    expect(dispatch({ type: 'call', id: 1, method: 'devices.open', input: {} }, shellRoles, context())).toMatchObject({
      error: { code: 'unknownMethod' },
    });
  });

  it('never throws and never calls a handler on junk', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const ctx = context();
        dispatch(value, shellRoles, ctx);
        expect(ctx.calls).toEqual([]);
      }),
    );
  });

  it('a flood of one huge message is dropped unread', () => {
    const ctx = context();
    expect(
      dispatch({ type: 'call', id: 1, method: 'shell.hello', input: 'x'.repeat(300_000) }, shellRoles, ctx),
    ).toBeNull();
    expect(ctx.calls).toEqual([]);
  });

  it('is documented: every method stands in docs/design/architecture.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/design/architecture.md'), 'utf8');
    for (const method of methods) expect(page).toContain(`\`${method.name}\``);
  });
});
