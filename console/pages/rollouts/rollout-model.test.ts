import { expect, test } from 'vitest';
import { rolloutMachineStates, rolloutStates, type StateCounts } from '../../../contract/console/rollouts.ts';
import { actsOf, groupCounts, isStopped, permissionOfAct } from './rollout-model.ts';

test('no machine gets lost between states and what the bar shows', () => {
  const counts = Object.fromEntries(rolloutMachineStates.map((state, index) => [state, index + 1])) as StateCounts;
  const sum = [...groupCounts(counts).values()].reduce((a, b) => a + b, 0);
  expect(sum).toBe(rolloutMachineStates.reduce((total, _, index) => total + index + 1, 0));
});

test('silence and a return count as bad, never as done', () => {
  const none = Object.fromEntries(rolloutMachineStates.map((state) => [state, 0])) as StateCounts;
  for (const state of ['lost', 'rolledBack', 'failed', 'refused'] as const) {
    expect([...groupCounts({ ...none, [state]: 3 })]).toEqual([['bad', 3]]);
  }
});

test('what is over offers nothing; what runs can always be stopped', () => {
  for (const state of rolloutStates) {
    const acts = actsOf({ state, waitingFor: null });
    if (state === 'running' || state === 'paused') expect(acts).toContain('halt');
    if (state === 'superseded' || state === 'reverted') expect(acts).toEqual([]);
    // Before the second person nothing but a yes or an end.
    if (state === 'proposed') expect(acts).toEqual(['approveStart', 'withdraw']);
  }
});

test('a roll-out that goes on again after a halt is not told as stopped', () => {
  expect(rolloutStates.filter((state) => isStopped({ state }))).toEqual(['halted', 'reverted']);
});

test('a ring is opened only where one waits, and by whoever may approve', () => {
  const at = '2026-11-29T00:00:00.000Z';
  const waitingFor = { at, code: 'waitRingApproval', ring: 2, numbers: {}, words: { 'zh-CN': '', en: '' } } as const;
  expect(actsOf({ state: 'running', waitingFor })).toContain('approveRing');
  expect(actsOf({ state: 'running', waitingFor: { ...waitingFor, code: 'waitSoak' } })).not.toContain('approveRing');
  expect(permissionOfAct('approveRing')).toBe('rollout.approve');
  expect(permissionOfAct('halt')).toBe('rollout.manage');
});
