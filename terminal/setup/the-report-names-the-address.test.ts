import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commissioningHash } from '../../contract/technician/commissioning-hash.ts';
import { loadTexts } from '../catalogue/texts.ts';
import { newProgress, type Progress } from './progress.ts';
import { isReportOf, reportOf } from './report.ts';
import { reportMarkup } from './report-markup.ts';
import { wantedTests } from './step.ts';

const texts = loadTexts(join(import.meta.dirname, '../../kiosk-config/texts'));

/** A set-up with one dispenser, whose switches stand so. */
function made(settings: { readonly address?: number; readonly lengthField?: boolean }) {
  const begun: Progress = {
    ...newProgress(null, '2026-01-01T00:00:00.000Z'),
    panel: { inch: 21.5, orientation: 'portrait', bottomEdgeMm: 800, model: 'm', fitsModel: true },
    network: { roundTripMs: 1, offsetMs: 1, certificateUntil: null },
    assigned: { cardDispenser: { port: '/dev/ttyS1', driver: 'k720', baud: 9_600, settings, isChosen: true } },
  } as Progress;
  const note = { outcome: 'done', code: null, at: '2026-01-01T00:09:00.000Z' } as const;
  const progress: Progress = { ...begun, tests: Object.fromEntries(wantedTests(begun).map((id) => [id, note])) };
  const body = reportOf(progress, {
    ...{
      id: 'c-1',
      kiosk: 'TH0017',
      at: '2026-01-01T00:10:00.000Z',
      program: '1',
      node: 'v24',
      hubUrl: 'https://hub.example',
    },
    ...{ last: null, picture: () => null, sign: () => 'AA==' },
    word: () => ({ serial: null, firmware: null, link: 'up' }),
  });
  if (body === null) throw new Error('something is missing');
  return { progress, body, paper: reportMarkup(texts, body, '') };
}

it('a dispenser whose switches stand otherwise is named so on paper and at the hub: a spare one is set like it', () => {
  const { progress, body, paper } = made({ address: 3, lengthField: false });
  expect(body.devices).toMatchObject([{ driver: 'k720', settings: { address: 3, lengthField: false } }]);
  expect(commissioningHash(body)).toBe(body.hash);
  expect(paper).toContain(texts.text('zh-CN', 'setup.port.address', { n: 3 }).text);
  expect(isReportOf(body, progress)).toBe(true);
  expect(isReportOf(body, made({ address: 4, lengthField: false }).progress)).toBe(false);
});

it('one as it left the factory is told as before, so that every hub takes the report', () => {
  const { progress, body } = made({ address: 0, lengthField: true });
  expect(body.devices[0]).not.toHaveProperty('settings');
  expect(isReportOf(body, progress)).toBe(true);
});
