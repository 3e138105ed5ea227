import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { MuteRequest } from '../../../contract/console/alerts.ts';
import { muteRequest, type muteScopes, scopesOf } from './mute-scopes.ts';

const ofMachine = { kiosk: 'TH0017', place: '天河区政务服务中心', code: 'paperOut' } as const;
const ofSite = { ...ofMachine, kiosk: null, code: 'siteOffline' } as const;
const fits = Compile(MuteRequest);

test('what is muted is never more than what was chosen', () => {
  const of = (scope: (typeof muteScopes)[number]) => {
    const { until: _, reason: __, ...what } = muteRequest(ofMachine, scope, 4, 0, 'x');
    return what;
  };
  expect(of('machine')).toEqual({ kiosk: 'TH0017', code: 'paperOut' });
  expect(of('machineAll')).toEqual({ kiosk: 'TH0017' });
  expect(of('place')).toEqual({ place: '天河区政务服务中心' });
  expect(of('code')).toEqual({ code: 'paperOut' });
});

test('every choice that is offered is a request that the hub takes, with an end', () => {
  for (const alert of [ofMachine, ofSite]) {
    for (const scope of scopesOf(alert)) {
      const request = muteRequest(alert, scope, 24, 1_000_000, '换纸中');
      expect(fits.Check(request)).toBe(true);
      expect(request.until).toBe(new Date(1_000_000 + 86_400_000).toISOString());
    }
  }
});
