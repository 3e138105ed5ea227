import { describe, expect, test } from 'vitest';
import type { HubCallError } from '../sync/hub-call-error.ts';
import { afterHeartbeat, isUplinkUp, noHeartbeat } from './hub-fact.ts';

const answered = (error: Omit<HubCallError, 'detail'>) =>
  afterHeartbeat(noHeartbeat, { error: { detail: '', ...error } }, 5);

describe('a heartbeat', () => {
  test.each([
    ['unreachable', {}],
    ['timeout', {}],
    ['http', { status: 503, isSigned: true }],
    ['http', { status: 502 }],
    ['http', { status: 429, isSigned: true }],
  ] as const)('that ends with %s %j met nobody', (code, rest) => {
    expect(answered({ code, ...rest }).last).toBe('silent');
  });

  test.each([
    ['http', { status: 401, isSigned: true }],
    ['http', { status: 400, isSigned: true }],
    ['badSignature', {}],
    ['badReply', { isSigned: true }],
    ['clock', {}],
  ] as const)(
    'that ends with %s %j was refused or not believed: a release that speaks wrongly must not look offline',
    (code, rest) => {
      expect(answered({ code, ...rest }).last).toBe('refused');
    },
  );

  test('that was accepted once stays so since this start', () => {
    const accepted = afterHeartbeat(noHeartbeat, { error: null }, 7);
    expect(accepted).toEqual({ last: 'accepted', acceptedAtMs: 7 });
    expect(afterHeartbeat(accepted, { error: { code: 'timeout', detail: '' } }, 9)).toEqual({
      last: 'silent',
      acceptedAtMs: 7,
    });
  });
});

describe('uplink', () => {
  const net = (address: string, internal = false) =>
    ({ eth0: [{ address, internal }] }) as unknown as Parameters<typeof isUplinkUp>[1];

  test('an address that leads nowhere is none; a hub on this machine needs none', () => {
    expect(isUplinkUp('https://hub.example', net('10.2.3.4'))).toBe(true);
    expect(isUplinkUp('https://hub.example', net('2001:db8::1'))).toBe(true);
    for (const address of ['169.254.7.7', 'fe80::1'])
      expect(isUplinkUp('https://hub.example', net(address))).toBe(false);
    expect(isUplinkUp('https://hub.example', net('127.0.0.1', true))).toBe(false);
    expect(isUplinkUp('https://hub.example', {})).toBe(false);
    expect(isUplinkUp('http://127.0.0.1:8080', {})).toBe(true);
    expect(isUplinkUp('http://localhost:8080', {})).toBe(true);
  });
});
