import { describe, expect, test } from 'vitest';
import { answerHeaders } from '../../../hub/answer-headers.ts';
import { Judge } from './judge.ts';
import type { Operation } from './operations.ts';
import { marker } from './plan.ts';
import type { Planned, Who } from './planned.ts';
import type { FuzzReply } from './send.ts';

const judge = new Judge({ canaries: new Map([['operator token', 'the-token-of-this-hub']]) });
const operation: Operation = {
  ...{
    method: 'GET',
    path: '/v1/console/audit',
    by: 'people',
    permissions: ['audit.read'],
    parameters: [],
    body: null,
  },
  replies: { 200: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } },
};
const token: Who = { kind: 'token', fault: null };
const planned = (more: Partial<Planned> = {}): Planned => ({
  ...{ index: 0, operation, method: 'GET', target: operation.path, body: null, contentType: null, headers: {} },
  ...{ who: token, seal: [], twist: '' },
  ...more,
});
const reply = (more: Partial<FuzzReply> = {}): FuzzReply => ({
  ...{ status: 200, text: '{"n":1}', ms: 1, sent: {} },
  headers: { ...answerHeaders, 'content-type': 'application/json; charset=utf-8' },
  ...more,
});
const rules = (of: Partial<Planned>, answer: Partial<FuzzReply> = {}) =>
  judge.answer(planned(of), reply(answer)).map(({ rule, detail }) => `${rule} ${detail}`);

describe('what the judge must see, else it is blind', () => {
  test('a good answer is none of it', () => {
    expect(rules({})).toEqual([]);
    expect(judge.line('{"level":30,"event":"hub.request.done","route":"/v1/x"}')).toEqual([]);
  });

  test('an error of the hub, a stack, words of the database or the engine, a place on the disk', () => {
    expect(rules({}, { status: 500 })).toContain('serverError 500');
    for (const [text, what] of [
      ['"at x\n    at f (/a/b.js:1:2)"', 'stack'],
      ['"TypeError: x"', 'engine'],
      ['"duplicate key value violates unique constraint"', 'SQL'],
      ['"operator does not exist: text = integer"', 'SQL'],
      [`"${import.meta.dirname}/x"`, 'path'],
    ] as const)
      expect([what, rules({}, { status: 400, text }).some((found) => found.startsWith(`leak ${what}`))]).toEqual([
        what,
        true,
      ]);
  });

  test('a secret in an answer or a log line, and what somebody sent in a log line or a header', () => {
    expect(rules({}, { text: '{"n":1,"x":"the-token-of-this-hub"}' })).toEqual(['leak operator token']);
    expect(judge.line('{"event":"hub.request.done","route":"the-token-of-this-hub"}')).toHaveLength(1);
    expect(judge.line(`{"event":"hub.request.done","route":"${marker}"}`)).toHaveLength(1);
    expect(judge.line('{"event":"hub.forged"}')).toHaveLength(1);
    expect(judge.line('plain words')).toHaveLength(1);
    expect(rules({}, { headers: { ...reply().headers, location: `/${marker}` } })).toHaveLength(1);
  });

  test('somebody let in without proof, with a broken one, with another site’s form, or in a role that may not', () => {
    for (const who of [
      { kind: 'nobody' },
      { kind: 'token', fault: 'wrongToken' },
      { kind: 'machine', at: 0, fault: null },
      { kind: 'session', role: 'auditor', fault: 'oldCookie' },
      { kind: 'session', role: 'operator', fault: null },
    ] satisfies Who[])
      expect([who, rules({ who }).some((found) => found.startsWith('letIn'))]).toEqual([who, true]);
    const posted = { operation: { ...operation, method: 'POST' }, method: 'POST' };
    expect(rules({ ...posted, who: { kind: 'session', role: 'auditor', fault: 'noCsrf' } })).toHaveLength(1);
    expect(rules({ who: { kind: 'session', role: 'auditor', fault: 'noCsrf' } })).toEqual([]);
    const ofMachine = { operation: { ...operation, by: 'machine' as const, permissions: null } };
    expect(rules({ ...ofMachine, who: { kind: 'machine', at: 0, fault: 'replayed' } })).toHaveLength(1);
    expect(rules({ ...ofMachine, who: { kind: 'machine', at: 0, fault: null } })).toEqual([]);
  });

  test('an answer that the document does not promise, and one without its headers', () => {
    expect(rules({}, { text: '{"n":"1"}' })).toHaveLength(1);
    expect(rules({}, { text: '{"n":' })).toHaveLength(1);
    expect(rules({}, { headers: { 'content-type': 'application/json' } }).length).toBeGreaterThan(3);
  });
});
