import { expect, test } from 'vitest';
import { nothingWrong } from './scenario.ts';
import { readScenario, scenarioOptions } from './scenario-options.ts';

const defaults: Record<string, string> = Object.fromEntries(
  Object.entries(scenarioOptions).flatMap(([name, option]) => ('default' in option ? [[name, option.default]] : [])),
);
const read = (given: Record<string, string>) => readScenario({ ...defaults, ...given }, 60_000);

test('without options nothing goes wrong; with them what they say', () => {
  expect(read({})).toEqual({ ok: true, value: { ...nothingWrong, lastsMs: 60_000 } });
  expect(
    read({
      ...{ defects: '2026.12.1:rollsBack=0.1,2026.12.1:bricks=0.02', outages: 'TH@1-3,BY@2-2.5' },
      ...{ silent: '0.01', 'bad-clocks': '0.5', faults: '2', paper: '30', scenario: 's', runs: '7' },
    }),
  ).toEqual({
    ok: true,
    value: {
      defects: [
        { version: '2026.12.1', fate: 'rollsBack', part: 0.1 },
        { version: '2026.12.1', fate: 'bricks', part: 0.02 },
      ],
      outages: [
        { district: 'TH', fromMs: 60_000, toMs: 180_000 },
        { district: 'BY', fromMs: 120_000, toMs: 150_000 },
      ],
      ...{ silent: 0.01, badClocks: 0.5, faultsPerDay: 2, paper: 30, seed: 's', version: '7' },
      ...{ keeperMs: nothingWrong.keeperMs, lastsMs: 60_000 },
    },
  });
});

test.each([
  ['defects', '2026.12.1:rollsBack=1.5'],
  ['defects', '2026.12.1:explodes=0.1'],
  ['defects', '2026.12.1:rollsBack=0.1,'],
  ['outages', 'QQ@1-2'],
  ['outages', 'TH@3-2'],
  ['silent', '2'],
  ['silent', 'some'],
  ['faults', '-1'],
  ['runs', '2026/1'],
])('--%s %s is refused by its name', (name, value) => {
  const answer = read({ [name]: value });
  expect(answer.ok ? '' : answer.error).toContain(`--${name} `);
});
