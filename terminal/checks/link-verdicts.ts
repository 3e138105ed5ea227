import type { CheckLine } from '../../contract/checks.ts';
import type { CheckFacts, KeyFacts } from './facts.ts';
import { checkFloors, checkLimits, dayMs } from './limits.ts';
import { line, measured, notLooked } from './line.ts';

/** The right time, as the hub tells it. */
export function clockLines({ hub }: { readonly hub: Pick<CheckFacts['hub'], 'offsetMs'> }): readonly CheckLine[] {
  if (hub.offsetMs === null) return [notLooked('clock.offset', 'clock', 'lookAtLink')];
  const seconds = Math.round(Math.abs(hub.offsetMs) / 100) / 10;
  return [measured('clock.offset', 'clock', seconds, 's', checkLimits.clockSeconds, 'setClock')];
}

/** Lines about the hub: is it reached, does it take our key, how long does an answer take. */
export function hubLines({ hub }: CheckFacts): readonly CheckLine[] {
  const { isReachable, fault, isKeyRefused, roundTripMs } = hub;
  if (isReachable === null) return [notLooked('hub.reach', 'hub', 'lookAgain')];
  if (!isReachable)
    return [line('hub.reach', 'hub', 'fail', { word: 'unreachable', todo: 'lookAtLink', detail: fault })];
  return [
    isKeyRefused
      ? line('hub.reach', 'hub', 'fail', { word: 'keyRefused', todo: 'enrolAgain' })
      : line('hub.reach', 'hub', 'pass', { word: 'reachable' }),
    ...(roundTripMs === null
      ? []
      : [measured('hub.roundTrip', 'hub', Math.round(roundTripMs), 'ms', checkLimits.roundTripMs, 'slowLink')]),
  ];
}

/** Lines about the keys of this machine and the one to which bodies are sealed. */
export function keyLines({ keys }: CheckFacts): readonly CheckLine[] {
  const { machine, sealingKid } = keys;
  const key =
    machine === null
      ? notLooked('key.machine', 'keys', 'nameData')
      : machine === 'ok'
        ? line('key.machine', 'keys', 'pass', { word: 'there' })
        : line('key.machine', 'keys', 'fail', {
            word: machine === 'absent' ? 'keyMissing' : machine,
            todo: machine === 'absent' ? 'startService' : machine === 'readableByOthers' ? 'closeKey' : 'enrolAgain',
          });
  const hubKey =
    sealingKid === null
      ? line('key.hub', 'keys', 'fail', { word: 'keyMissing', todo: 'enrol' })
      : line('key.hub', 'keys', 'pass', { word: 'there', detail: sealingKid });
  return [key, ...(machine === null ? [] : [hubKey]), certificateLine(keys)];
}

/** Key and certificates end the machine's day as surely as a cut cable: they are told a month before. */
export function certificateLine({ certificate }: Pick<KeyFacts, 'certificate'>): CheckLine {
  const id = 'key.certificate';
  switch (certificate.kind) {
    case 'unknown':
      return notLooked(id, 'keys', 'lookAtLink');
    case 'plain':
      return certificate.isHere
        ? line(id, 'keys', 'notFitted')
        : line(id, 'keys', 'warn', { word: 'notEncrypted', todo: 'useTls' });
    case 'tls': {
      const left = Math.floor(certificate.endsInMs / dayMs);
      const { warn, fail } = checkFloors.certificateDays;
      const number = { measured: left, unit: 'days', limit: warn } as const;
      if (certificate.fault !== null)
        return line(id, 'keys', 'fail', {
          ...number,
          word: 'notTrusted',
          todo: 'renewCertificate',
          detail: certificate.fault,
        });
      const verdict = left < fail ? 'fail' : left < warn ? 'warn' : 'pass';
      return line(id, 'keys', verdict, { ...number, todo: verdict === 'pass' ? null : 'renewCertificate' });
    }
  }
}
