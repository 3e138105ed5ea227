/** Which of two readings a bit of the AP status has; the texts of K720 and K750 differ (docs/protocols/card-dispenser.md, 3.3). */
export interface K720BitMeanings {
  /** B1 bit 8. K750: recycle bin full. K720: reserved. */
  readonly b1bit8: 'bin-full' | 'reserved';
  /** B1 bit 1. K720: preparing the next card. K750 and K730, which prepare none: hopper nearly full. */
  readonly b1bit1: 'preparing' | 'hopper-near-full';
  /** B3 bit 8. K750: hopper full. K720, by one driver: no captured card. */
  readonly b3bit8: 'hopper-full' | 'no-captured-card';
}

/** The two parameters of FC whose meanings are swapped between the texts of K750 and D1801. */
export type FcParam = '0' | '4';

/**
 * Everything about one unit on which vendor texts conflict or are silent (rule D9 of docs/protocols/card-dispenser.md, keys of section 4), and the
 * times of section 3. Milliseconds. The speed of the line (9,600 unless the unit was set to another) belongs to the port, not here.
 */
export interface K720Profile extends K720BitMeanings {
  /** 0–15, by DIP switches; sent as two decimal characters, `00` … `15`. */
  readonly address: number;
  /** False: the older framing without LENH LENL. */
  readonly lengthField: boolean;
  /**
   * FC with this parameter holds the card at the mouth. Null = not commissioned: `present` is refused, and a card is handed out by DC alone, which
   * brings it from the hopper straight to the front hold position (section 3.2).
   */
  readonly holdParam: FcParam | null;
  /** FC with this parameter lets the card go. Never sent by this driver (rule D5); kept so that commissioning records both. */
  readonly releaseParam: FcParam | null;
  /** Command that allows entry from the front. Never sent by this driver; recorded for the unit. */
  readonly entryAllow: 'BF' | 'FC8';
  /**
   * How a card is fed. `DC`: to the front hold position, then FC7 to the read position. `FC7`: straight to the read position, as the vendors' own
   * sample does (medium confidence): the card is out of reach of a hand until it is presented. Without `holdParam` it is DC in any case, since a card at
   * the read position could not be presented.
   */
  readonly feedBy: 'DC' | 'FC7';
  /**
   * True: a motor that turns shows in AP, so that a card at the mouth without it is somebody else's. False: this unit shows no motion bits. Null: as true
   * once `holdParam` is known, before that as soon as the first bit was seen.
   */
  readonly showsMotion: boolean | null;
  /** `built-in`: the unit's own contactless reader. Anything else: this driver cannot ask the chip. */
  readonly chipReader: 'built-in' | 'none' | `pcsc:${string}`;
  /** Longest wait for ACK or NAK. */
  readonly ackMs: number;
  /** Sends of one frame before the ENQ, first one included. */
  readonly sends: number;
  /** Pause before a frame is sent again after NAK. */
  readonly resendPauseMs: number;
  /** Longest wait for the reply of AP, RF, GV. */
  readonly replyMs: number;
  /** Longest wait for the reply of a card command. */
  readonly cardReplyMs: number;
  /** Exchanges of one query, first one included. */
  readonly queries: number;
  /** Between two looks while a motion runs. */
  readonly pollMs: number;
  /** The least time between the end of one look and the next. */
  readonly statusGapMs: number;
  /** A motion that has not ended by then is a jam, or never began. */
  readonly motionMs: number;
  /** Silence inside a frame after which it is given up. */
  readonly gapMs: number;
}

/** Values without a source of their own are decisions of this project. */
export const defaultK720Profile: K720Profile = {
  address: 0, // section 3.5: all frames of the texts; factory setting, all switches ON
  lengthField: true, // section 4
  holdParam: null, // section 4: no default, commissioning must set it
  releaseParam: null, // section 4: as holdParam
  entryAllow: 'BF', // section 3.2 (medium confidence)
  b1bit8: 'reserved', // section 3.3, K720
  b1bit1: 'preparing', // section 3.3, K720
  b3bit8: 'no-captured-card', // section 3.3, K720 in one driver (medium confidence)
  feedBy: 'DC', // section 5.4
  showsMotion: null, // section 3.3 names the bits; whether every copy sets them no text says
  chipReader: 'built-in', // section 3.4
  ackMs: 300, // section 3.1
  sends: 3, // section 3.1
  resendPauseMs: 20, // as F2, section 2.2
  replyMs: 1_000, // section 3.1
  cardReplyMs: 3_000, // vendor kit waits 1.2 s, one driver 3 s
  queries: 3, // section 3.1
  pollMs: 250, // section 3.1: 200–300
  statusGapMs: 200, // section 3.1, vendor minimum
  motionMs: 12_000, // section 3.1
  gapMs: 50, // section 3.1, the longer of two texts
};

/** Starting points by model, before commissioning. FC0 and FC4 stay unset in all of them. Source: docs/protocols/card-dispenser.md, 3.3. */
export const k720Models = {
  k720: { b1bit8: 'reserved', b1bit1: 'preparing', b3bit8: 'no-captured-card' },
  k730: { b1bit8: 'bin-full', b1bit1: 'hopper-near-full', b3bit8: 'no-captured-card' },
  k750: { b1bit8: 'bin-full', b1bit1: 'hopper-near-full', b3bit8: 'hopper-full' },
  d1801: { b1bit8: 'reserved', b1bit1: 'preparing', b3bit8: 'no-captured-card' },
} as const satisfies Record<string, K720BitMeanings>;

/** What is wrong with a profile, by the key that is wrong; null = usable. A missing `holdParam` is usable: cards are handed out by DC. */
export function k720ProfileFault(profile: K720Profile): { readonly key: keyof K720Profile } | null {
  const isWhole = Number.isInteger(profile.address);
  if (!isWhole || profile.address < 0 || profile.address > 15) return { key: 'address' };
  if (profile.holdParam !== null && profile.holdParam === profile.releaseParam) return { key: 'releaseParam' };
  return null;
}
