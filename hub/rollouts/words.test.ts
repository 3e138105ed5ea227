import { describe, expect, test } from 'vitest';
import { type DecisionCode, decisionCodes } from '../../contract/console/rollouts.ts';
import { haltOf } from './halt-rules.ts';
import { decisionWords } from './words.ts';

describe('a decision in words', () => {
  test('names its numbers, in both languages', () => {
    const halt = haltOf(
      [{ ring: 1, machines: 500, finished: 500, failures: 12, lost: 0, unknown: 0, isAtGate: false }],
      [],
    );
    expect(halt).not.toBeNull();
    expect(decisionWords(halt?.code ?? 'halted', halt?.ring ?? null, halt?.numbers ?? {})).toEqual({
      'zh-CN': '停止：500 台中 12 台失败，下限 1.4 % > 1 %',
      en: 'Stopped: 12 of 500 machines failed, lower bound 1.4 % > 1 %',
    });
  });

  test('exists for every code and never leaves a sentence empty', () => {
    for (const code of decisionCodes)
      for (const sentence of Object.values(decisionWords(code, 1, {}))) expect(sentence.length).toBeGreaterThan(2);
  });

  test('does not speak of one machine as of many', () => {
    const one = new Proxy({}, { get: () => 1 });
    for (const code of decisionCodes)
      expect(decisionWords(code, 1, one).en, code).not.toMatch(/\b1 (machines|rings)|1 have/);
  });

  test('says that a number is missing rather than zero', () => {
    expect(decisionWords('haltLost', 0, { lost: 1 }).en).toBe(
      'Stopped: 1 of ? machines of ring 0 lost since the update',
    );
  });

  test('writes times in hours and rates short', () => {
    const at = (code: DecisionCode, numbers: Readonly<Record<string, number>>) => decisionWords(code, 0, numbers).en;
    expect(at('waitSoak', { stoodMs: 5_400_000, soakMs: 7_200_000 })).toBe('Ring 0 is being watched: 1.5 h of 2 h');
    const figure = { touched: 1.23456, controls: 2.1, touchedMachines: 25, controlMachines: 500, z: 3.456 };
    expect(at('haltSessions', figure)).toContain('1.23 visits an hour completed on 25 machines with the new release');
  });
});
