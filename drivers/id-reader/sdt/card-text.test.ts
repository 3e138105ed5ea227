import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardText } from '../../simulators/persona.ts';
import { cardFields, decodeAddresses, decodeCardText, oldForeignNumber, splitPayload } from './card-text.ts';
import { decodeReply } from './codec.ts';
import { ethnicityCode, ethnicityWord, sw3Class } from './codes.ts';
import { bytesOf, readVectors } from './vectors.test-data.ts';

const resident = {
  name: '测试员甲',
  sex: '1',
  ethnicity: '01',
  birth: '19900101',
  address: '广东省广州市天河区测试路1号',
  idNumber: '440106199001019990',
  issuer: '广州市公安局天河分局',
  validFrom: '20200101',
  validTo: '长期',
};

/** Data of a reply: lengths, text, photo, and in the long shape a finger. */
function payload(text: Uint8Array, photoBytes: number, fingerBytes?: number): Uint8Array {
  const lengths = [text.length, photoBytes, ...(fingerBytes === undefined ? [] : [fingerBytes])];
  const head = lengths.flatMap((length) => [length >> 8, length & 0xff]);
  return Uint8Array.from([...head, ...text, ...new Uint8Array(photoBytes + (fingerBytes ?? 0))]);
}

function decoded(text: Uint8Array) {
  const result = decodeCardText(text);
  if (!result.ok) throw new Error(`not decoded: ${result.error}`);
  return result.value;
}

describe('published card replies', () => {
  it.each(readVectors('idcard-cards').map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const reply = decodeReply(bytesOf(vector.hex));
    if (!reply.ok) throw new Error(reply.error);
    const parts = splitPayload(reply.value.data);
    if (!parts.ok) throw new Error(parts.error);
    expect(parts.value.text.length).toBe(vector.expect?.shape?.textBytes);
    expect(parts.value.photo.length).toBe(vector.expect?.shape?.photoBytes);
    expect(parts.value.finger).toBe(vector.expect?.shape?.fingerBytes);
    const fields = cardFields(parts.value.text);
    expect(fields).toEqual({ ok: true, value: { kind: vector.expect?.kind, fields: vector.expect?.fields } });
  });
});

describe('shape of a card read', () => {
  const text = cardText('resident', resident);

  it('is told by arithmetic, not by the command', () => {
    expect(splitPayload(payload(text, 1024))).toMatchObject({ ok: true, value: { finger: null } });
    for (const finger of [0, 512, 1024]) {
      const parts = splitPayload(payload(text, 1024, finger));
      expect(parts.ok && parts.value.finger?.length).toBe(finger);
      expect(parts.ok && parts.value.text).toEqual(text);
    }
  });

  it('keeps a photo of unusual size and refuses everything that does not add up', () => {
    expect(splitPayload(payload(text, 900))).toMatchObject({ ok: true });
    expect(splitPayload(payload(text.subarray(0, 254), 1024))).toEqual({ ok: false, error: 'shape' });
    expect(splitPayload(payload(text, 1024).subarray(0, -1))).toEqual({ ok: false, error: 'shape' });
    expect(splitPayload(new Uint8Array(3))).toEqual({ ok: false, error: 'shape' });
    expect(splitPayload(payload(text, 1024).subarray(0, 5))).toEqual({ ok: false, error: 'shape' });
  });

  it('never throws on any bytes (C1)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (bytes) => {
        const read = decodeCardText(bytes);
        if (!read.ok) expect(read.error).toBe('wrongCard');
        bytes.set([0x20, 0], 248);
        expect(decodeCardText(bytes).ok).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 259 }), (bytes) => {
        expect(splitPayload(bytes)).toEqual({ ok: false, error: 'shape' });
      }),
    );
  });
});

describe('fields of a card', () => {
  it('resident card without expiry', () => {
    expect(decoded(cardText('resident', resident))).toEqual({
      hasRareCharacters: false,
      card: {
        type: 'resident',
        name: '测试员甲',
        sex: 'male',
        ethnicity: '汉族',
        birthDate: '1990-01-01',
        address: '广东省广州市天河区测试路1号',
        number: '440106199001019990',
        issuer: '广州市公安局天河分局',
        validFrom: '2020-01-01',
        validTo: 'long-term',
        nameFieldFull: false,
        damaged: [],
      },
    });
  });

  it('foreign card of 2017: no address, no issuer, no ethnicity', () => {
    const text = cardText('foreign2017', {
      ...{ nameEn: 'TESTER, ANN MARIE', name: '测试安', sex: '2', cardNumber: 'CAN440090010191', nationality: 'CAN' },
      ...{ validFrom: '20180301', validTo: '20280301', birth: '19900101', version: '01', authority: '4401' },
    });
    expect(decoded(text).card).toMatchObject({
      ...{ type: 'foreign-2017', name: '测试安', nameEn: 'TESTER, ANN MARIE', number: 'CAN440090010191' },
      ...{ ethnicity: null, address: null, issuer: null, cardVersion: '01', authority: '4401', damaged: [] },
    });
  });

  it('foreign card of 2023: English name joined before trimming, old number with its check digit', () => {
    // Character 35 is a blank: trimming the first part alone would glue two words together.
    const nameEn = `${'A'.repeat(17)} ${'B'.repeat(16)} CATHERINE`;
    const text = cardText('foreign2023', {
      ...{ nameEn, nameEnRest: nameEn.slice(35), name: '', sex: '2', idNumber: '911124198108030024', link: '01A' },
      ...{ nationality: 'CAN', validFrom: '20240301', validTo: '20340301', birth: '19810803', renewals: '01' },
    });
    expect(nameEn.charAt(34)).toBe(' ');
    const { card } = decoded(text);
    expect(card).toMatchObject({ type: 'foreign-2023', nameEn, name: nameEn, renewals: '01', damaged: [] });
    // C A N 1 1 0 1 8 1 0 8 0 3 A with weights 7 3 1: 84+30+23 + 7+3+0 + 7+24+1 + 0+24+0 + 21+30 = 254
    expect(card.oldNumber).toBe('CAN1101810803A4');
    expect(oldForeignNumber('CAN', '911124198108030024', '')).toBeNull();
  });

  it('an unknown flag is another kind of card', () => {
    const text = cardText('resident', resident);
    text.set([0x5a, 0x00], 248);
    expect(decodeCardText(text)).toEqual({ ok: false, error: 'wrongCard' });
  });

  it('a name that fills its field may be cut, in the middle of a character too', () => {
    const long = '阿卜杜热西提·阿卜力米提·吾斯曼江';
    expect(decoded(cardText('resident', { ...resident, name: long })).card).toMatchObject({
      name: long.slice(0, 15),
      nameFieldFull: true,
      damaged: [],
    });
    const halved = decoded(cardText('resident', { ...resident, name: `${'测'.repeat(14)}𠮷` })).card;
    expect(halved.name).toBe(`${'测'.repeat(14)}\uFFFD`);
    expect(halved).toMatchObject({ nameFieldFull: true, damaged: ['name'] });
  });

  it('keeps rare characters and says so', () => {
    const { card, hasRareCharacters } = decoded(cardText('resident', { ...resident, name: '李\uE863' }));
    expect(card.name).toBe('李\uE863');
    expect(hasRareCharacters).toBe(true);
  });

  it('names impossible dates and unknown codes and refuses nothing', () => {
    const odd = { ...resident, birth: '19900230', validFrom: '长期', validTo: '2020', sex: '7', ethnicity: '99' };
    expect(decoded(cardText('resident', odd)).card).toMatchObject({
      ...{ birthDate: '19900230', validFrom: '长期', validTo: '2020', sex: 'unknown', ethnicity: '99' },
      damaged: ['sex', 'birthDate', 'validFrom', 'validTo'],
    });
  });

  it('trims blanks and NULs at the end only', () => {
    const text = cardText('resident', { ...resident, name: 'A B\0\0' });
    expect(decoded(text).card).toMatchObject({ name: 'A B', nameFieldFull: false });
    expect(decodeAddresses(new Uint8Array(70))).toEqual([]);
  });
});

describe('codes', () => {
  it('ethnicities of GB/T 3304', () => {
    expect(['01', '05', '30', '56', '97', '98', '57', '00', 'x'].map(ethnicityWord)).toEqual([
      '汉族',
      '维吾尔族',
      '土族',
      '基诺族',
      '其他',
      '外国血统中国籍人士',
      '57',
      '00',
      'x',
    ]);
    expect(['汉族', '基诺族', '其他', '?'].map(ethnicityCode)).toEqual(['01', '56', '97', '?']);
  });

  it('every SW3 has a class; host library codes have none of their own', () => {
    expect([0x90, 0x9f, 0x91, 0x80, 0x41, 0x40, 0x66, 0x24].map(sw3Class)).toEqual([
      'ok',
      'ok',
      'none',
      'noCard',
      'replaceCard',
      'wrongCard',
      'outOfService',
      'protocol',
    ]);
    expect([0x01, 0x02, 0x4e, 0x50, 0x67, 0xff].map(sw3Class)).toEqual(Array(6).fill('unknown'));
  });
});
