import { expect, test } from 'vitest';
import type { Actor } from '../../contract/accounts.ts';
import { secondPerson } from './two-persons.ts';

const wang: Actor = { kind: 'account', id: 'account-1', name: '王经理', roles: ['releaseManager'] };
const chen: Actor = { kind: 'account', id: 'account-2', name: '陈经理', roles: ['releaseManager'] };
const auditor: Actor = { kind: 'account', id: 'account-3', name: '审计', roles: ['auditor'] };
const token: Actor = { kind: 'token', id: 'token', name: 'operator token', roles: [] };

test('nobody approves what he began himself, whatever he is called by then', () => {
  expect(
    secondPerson(wang, { ...wang, name: '王总', roles: ['administrator', 'releaseManager'] }, 'rollout.approve'),
  ).toEqual({
    ok: false,
    error: 'samePerson',
  });
});

test('the token is one person, and a second one beside somebody else', () => {
  expect(secondPerson(token, token, 'rollout.approve')).toEqual({ ok: false, error: 'samePerson' });
  expect(secondPerson(token, wang, 'rollout.approve').ok).toBe(true);
  expect(secondPerson(wang, token, 'rollout.approve').ok).toBe(true);
});

test('somebody else who may not approve is no second person', () => {
  expect(secondPerson(wang, auditor, 'rollout.approve')).toEqual({ ok: false, error: 'mayNot' });
  expect(secondPerson(wang, chen, 'rollout.approve').ok).toBe(true);
});
