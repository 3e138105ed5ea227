import { describe, expect, it } from 'vitest';
import { deviceError } from '../../../contract/device.ts';
import { err, ok } from '../../../contract/result.ts';
import type { SmartCardReader } from '../../../drivers/smart-card/smart-card-reader.ts';
import type { PinOptions, PinPad } from '../../personaliser/card-personaliser.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import type { FaceAnswer, FaceFault, FaceVerifier } from '../../verifier/face-verifier.ts';
import { notIdentifying } from '../context.ts';
import { cardPinPort } from './card-pin-port.ts';
import { facePort } from './face-port.ts';
import { smsPort } from './sms-port.ts';
import { actor, away, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';
import { videoPort } from './video-port.ts';

const item = itemWith('ss.card.replace');
const visit = visitAt(item, 'identify');
const jpeg = Buffer.from('a frame').toString('base64');

function verifierOf(...answers: (FaceAnswer | FaceFault)[]) {
  const seen: Uint8Array[] = [];
  const verifier: FaceVerifier = {
    assurance: 'onDevice',
    needsPhoto: true,
    verify: async (frame) => {
      seen.push(frame);
      const answer = answers[seen.length - 1] ?? 'match';
      return answer === 'match' || answer === 'noMatch' || answer === 'badFrame' ? ok(answer) : err(answer);
    },
  };
  return { verifier, seen };
}

describe('face', () => {
  it('frames are zeroed after each comparison, whatever came of it', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    rig.secrets.setChipPhoto(new Uint8Array(1_024).fill(9));
    const { verifier, seen } = verifierOf('badFrame', 'noMatch', 'match');
    const port = facePort(rig, verifier);
    port.verifyFace(visit, rig.send);
    for (let i = 0; i < 3; i += 1) {
      port.frame(visit, jpeg);
      await temporary.clock.advance(10);
    }
    expect(rig.events).toMatchObject([
      { type: 'NOT_VERIFIED', why: 'retry' },
      { type: 'NOT_VERIFIED', why: 'retry' },
      { type: 'VERIFIED', method: 'face', assurance: 'onDevice' },
    ]);
    expect(seen).toHaveLength(3);
    expect(seen.every((frame) => frame.every((byte) => byte === 0))).toBe(true);
  });

  it('a verifier that is broken, and a chip without a photo, lead to another way without blame', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    const broken = facePort(rig, verifierOf('failed').verifier);
    broken.verifyFace(visit, rig.send); // no chip photo yet
    expect(rig.events).toEqual([{ type: 'NOT_VERIFIED', method: 'face', why: 'away' }]);
    rig.secrets.setChipPhoto(new Uint8Array(1_024).fill(9));
    broken.verifyFace(visit, rig.send);
    broken.frame(visit, jpeg);
    await temporary.clock.advance(10);
    expect(rig.events.at(-1)).toEqual({ type: 'NOT_VERIFIED', method: 'face', why: 'away' });
    facePort(rig, null).verifyFace(visit, rig.send);
    expect(rig.events.at(-1)).toMatchObject({ why: 'away' });
  });

  it('a frame that comes after the page was left is thrown away', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    rig.secrets.setChipPhoto(new Uint8Array(1_024).fill(9));
    const { verifier, seen } = verifierOf();
    const port = facePort(rig, verifier);
    port.verifyFace(visit, rig.send)();
    port.frame(visit, jpeg);
    await temporary.clock.advance(10);
    expect([rig.events, seen]).toEqual([[], []]);
  });

  it('wiping zeroes photo, frames and papers', () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    const photo = new Uint8Array(1_024).fill(9);
    rig.secrets.setChipPhoto(photo);
    const kept = rig.secrets.chipPhoto;
    const paper = new Uint8Array(10).fill(1);
    rig.secrets.setPaper('proof', paper);
    expect(rig.secrets.wipe()).toBe(2);
    expect(kept?.every((byte) => byte === 0)).toBe(true);
    expect(paper.every((byte) => byte === 0)).toBe(true);
    expect(rig.secrets.chipPhoto).toBeNull();
    expect(rig.secrets.paper('proof')).toBeNull();
  });
});

describe('SMS', () => {
  const sent = ok({ state: 'sent' as const, codeId: 'c-1', to: '138****8000', waitS: 60 });

  it('wrong, then right; a code that is locked ends this way', async () => {
    using temporary = temporaryStore(null);
    const answers = ['wrong', 'good', 'locked'] as const;
    let checks = 0;
    const rig = portRig(temporary, {
      sendSms: () => Promise.resolve(sent),
      checkSms: () => {
        checks += 1;
        return Promise.resolve(ok({ state: answers[checks - 1] ?? 'locked', triesLeft: 3 - checks }));
      },
    });
    const port = smsPort(rig);
    port.verifySms(visit, rig.send);
    await temporary.clock.advance(10);
    for (const code of ['111111', '222222', '33', '444444']) {
      port.typed(visit, code);
      await temporary.clock.advance(10);
    }
    expect(rig.events.map((event) => ('why' in event ? event.why : event.type))).toEqual([
      'SMS_SENT',
      'retry',
      'VERIFIED',
      'failed',
    ]);
  });

  it('no number on file, too soon, no more today, hub away: each is told apart', async () => {
    using temporary = temporaryStore(null);
    for (const [answer, why] of [
      [ok({ state: 'noNumber' as const, codeId: '', to: '', waitS: 0 }), 'noNumber'],
      [ok({ state: 'tooSoon' as const, codeId: '', to: '', waitS: 30 }), 'tooSoon'],
      // Five codes for one receipt in a day: nobody is told to come back in a minute.
      [ok({ state: 'tooSoon' as const, codeId: '', to: '', waitS: 80_000 }), 'tooOften'],
      [err(away), 'away'],
    ] as const) {
      const rig = portRig(temporary, { sendSms: () => Promise.resolve(answer) });
      smsPort(rig).verifySms(visit, rig.send);
      await temporary.clock.advance(10);
      expect(rig.events).toEqual([{ type: 'NOT_VERIFIED', method: 'sms', why }]);
    }
  });

  const lost = { code: 'timeout', detail: 'no reply' } as const;
  const tooSoon = ok({ state: 'tooSoon' as const, codeId: '', to: '138****8000', waitS: 30 });
  type Answer = typeof sent | typeof tooSoon | ReturnType<typeof err<typeof lost>>;

  /** A hub that answers so, one after the other; it knows a key again, and gives the same answer to it. */
  function hubOf(...answers: Answer[]) {
    const keys: string[] = [];
    const known = new Map<string, Answer>();
    const sendSms = ({ key }: { readonly key: string }) => {
      keys.push(key);
      const answer = answers[keys.length - 1] ?? sent;
      if (answer.ok) known.set(key, known.get(key) ?? answer);
      return Promise.resolve(known.get(key) ?? answer);
    };
    return { keys, sendSms };
  }

  it('a code whose answer was lost is not called unsent, and can be typed: the same question once more, with the same key', async () => {
    using temporary = temporaryStore(null);
    const hub = hubOf(err(lost), sent, sent);
    const checked: string[] = [];
    const rig = portRig(temporary, {
      sendSms: hub.sendSms,
      checkSms: (codeId) => {
        checked.push(codeId);
        return Promise.resolve(ok({ state: 'good' as const, triesLeft: 3 }));
      },
    });
    const port = smsPort(rig);
    port.verifySms(visit, rig.send)();
    const ask = async () => {
      const leave = port.verifySms(visit, rig.send);
      await temporary.clock.advance(10);
      return leave;
    };
    // The first was left before anything came back, the second hears the answer of the first.
    await ask();
    expect(rig.events).toEqual([{ type: 'SMS_SENT', codeId: 'c-1', to: '138****8000' }]);
    expect(new Set(hub.keys).size).toBe(1);
    port.typed(visit, '111111');
    await temporary.clock.advance(10);
    expect(checked).toEqual(['c-1']);
  });

  it('no answer at all: told as unknown, asked with the same key for a minute, and anew behind it', async () => {
    using temporary = temporaryStore(null);
    const hub = hubOf(err(lost), err(lost), err(lost));
    const rig = portRig(temporary, { sendSms: hub.sendSms });
    const port = smsPort(rig);
    const ask = async (afterMs: number) => {
      await temporary.clock.advance(afterMs);
      port.verifySms(visit, rig.send)();
      port.verifySms(visit, rig.send);
      await temporary.clock.advance(10);
    };
    port.verifySms(visit, rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([{ type: 'NOT_VERIFIED', method: 'sms', why: 'unknown' }]);
    await ask(30_000);
    expect(new Set(hub.keys).size).toBe(1);
    await ask(60_000);
    expect(new Set(hub.keys).size).toBe(2);
  });

  it('whoever left the page with a code on its way, or asked for another too soon, can still type the one that was sent', async () => {
    using temporary = temporaryStore(null);
    const hub = hubOf(sent, tooSoon);
    const rig = portRig(temporary, { sendSms: hub.sendSms });
    const port = smsPort(rig);
    const leave = port.verifySms(visit, rig.send);
    await temporary.clock.advance(10);
    leave();
    port.verifySms(visit, rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([
      { type: 'SMS_SENT', codeId: 'c-1', to: '138****8000' },
      { type: 'SMS_SENT', codeId: 'c-1', to: '138****8000', isEarlier: true },
    ]);
  });

  it('a code that was used, or is locked, opens nothing else; nor does that of another visit', async () => {
    using temporary = temporaryStore(null);
    for (const state of ['good', 'locked', 'expired'] as const) {
      const rig = portRig(temporary, {
        sendSms: hubOf(sent, tooSoon).sendSms,
        checkSms: () => Promise.resolve(ok({ state, triesLeft: 0 })),
      });
      const port = smsPort(rig);
      port.verifySms(visit, rig.send);
      await temporary.clock.advance(10);
      port.typed(visit, '111111');
      await temporary.clock.advance(10);
      port.verifySms(visit, rig.send);
      await temporary.clock.advance(10);
      expect(rig.events.at(-1)).toEqual({ type: 'NOT_VERIFIED', method: 'sms', why: 'tooSoon' });
    }
    const rig = portRig(temporary, { sendSms: hubOf(sent, tooSoon).sendSms });
    const port = smsPort(rig);
    port.verifySms(visit, rig.send)();
    await temporary.clock.advance(10);
    port.verifySms({ ...visit, id: 'visit-2' }, rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toEqual([{ type: 'NOT_VERIFIED', method: 'sms', why: 'tooSoon' }]);
  });

  it('a check whose answer was lost ends nothing: the code is as good as before', async () => {
    using temporary = temporaryStore(null);
    const answers = [err(lost), ok({ state: 'good' as const, triesLeft: 3 })];
    const rig = portRig(temporary, {
      sendSms: hubOf(sent).sendSms,
      checkSms: () => Promise.resolve(answers.shift() ?? err(lost)),
    });
    const port = smsPort(rig);
    port.verifySms(visit, rig.send);
    await temporary.clock.advance(10);
    for (let i = 0; i < 2; i += 1) {
      port.typed(visit, '111111');
      await temporary.clock.advance(10);
    }
    expect(rig.events.map((event) => ('why' in event ? event.why : event.type))).toEqual([
      'SMS_SENT',
      'unheard',
      'VERIFIED',
    ]);
  });

  it('a new number is proven by a code to that number, never by one to the number on file', async () => {
    using temporary = temporaryStore(null);
    const requests: unknown[] = [];
    const rig = portRig(temporary, {
      sendSms: (request) => {
        requests.push(request);
        return Promise.resolve(sent);
      },
    });
    const asking = visitAt(item, 'question', {
      answers: { mobile: '13800138000' },
      identify: { ...notIdentifying, who: 'field', field: 'mobileCode' },
    });
    smsPort(rig).verifySms(asking, rig.send);
    smsPort(rig).verifySms(visit, rig.send);
    expect(requests).toMatchObject([
      { purpose: 'mobile', mobile: '13800138000', person: { idNumber: actor.idNumber } },
      { purpose: 'identity', mobile: null },
    ]);
  });
});

describe('video clerk', () => {
  it.each([
    ['good', { type: 'VERIFIED', method: 'video', assurance: 'demonstration' }],
    ['refused', { type: 'NOT_VERIFIED', method: 'video', why: 'failed' }],
    ['closed', { type: 'NOT_VERIFIED', method: 'video', why: 'failed' }],
  ] as const)('%s', async (state, expected) => {
    using temporary = temporaryStore(null);
    const check = { checkId: 'v-1', assurance: 'demonstration' as const };
    const rig = portRig(temporary, {
      openVideo: () => Promise.resolve(ok({ ...check, state: 'waiting' as const })),
      video: () => Promise.resolve(ok({ ...check, state })),
    });
    videoPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toMatchObject([expected]);
  });

  it('nobody can be asked', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    videoPort(rig)(visit, rig.send);
    await temporary.clock.advance(10);
    expect(rig.events).toMatchObject([{ why: 'away' }]);
  });
});

describe('PIN of the social security card', () => {
  const at = { deviceId: 'pad', phase: 'settled', epoch: 1 } as const;
  const cards = (idNumber: string | null) =>
    ({
      readSocialSecurityCard: () => Promise.resolve(ok({ idNumber, name: null, wipe: () => undefined })),
    }) as unknown as SmartCardReader;
  const padOf = (...answers: ('good' | 'wrong' | 'blocked' | 'cancelled')[]) => {
    let asked = 0;
    return {
      enterPin: async ({ onDigits }: PinOptions) => {
        onDigits?.(6);
        const answer = answers[asked] ?? 'cancelled';
        asked += 1;
        if (answer === 'good') return ok({ block: null });
        const code = answer === 'cancelled' ? ('E_CANCELLED' as const) : ('E_DATA_BAD' as const);
        return err(deviceError(code, 'notDone', { ...at, vendor: { code: answer } }));
      },
    } satisfies PinPad;
  };
  const run = async (pad: PinPad | null, holder: string | null) => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    cardPinPort(rig, { pad: () => pad, cards: () => cards(holder) })(visit, rig.send);
    await temporary.clock.advance(100);
    return rig.events.map((event) => ('why' in event ? event.why : event.type));
  };

  it('wrong, then right, on the citizen’s own card', async () => {
    expect(await run(padOf('wrong', 'good'), actor.idNumber)).toEqual([
      'PIN_DIGITS',
      'retry',
      'PIN_DIGITS',
      'VERIFIED',
    ]);
  });

  it('another person’s card, and one that does not tell its holder, prove nothing: no PIN is asked for', async () => {
    expect(await run(padOf('good'), '440199198601010032')).toEqual(['failed']);
    expect(await run(padOf('good'), null)).toEqual(['failed']);
  });

  it('blocked or given up ends this way; no pad leads to another', async () => {
    expect(await run(padOf('blocked'), actor.idNumber)).toEqual(['PIN_DIGITS', 'failed']);
    expect(await run(padOf('cancelled'), actor.idNumber)).toEqual(['PIN_DIGITS', 'failed']);
    expect(await run(null, actor.idNumber)).toEqual(['away']);
  });
});
