/**
 * Settings of one F2 unit. Where vendor texts conflict the value is tried once at commissioning; sources: docs/protocols/card-dispenser.md, 2.1, 2.2 and
 * section 4. Not here because nothing in this driver asks for it: `f2.sensorCount` (the short STATUS is used), `f2.a6` (A6 is never sent).
 */
export const defaultF2Profile = {
  /** 0–15, four DIP switches; factory setting 0 (2.1). */
  address: 0 as number,
  /**
   * Where a fed card is brought: `contactless` MOVE 32, `contact` MOVE 31 (2.3); with `chipReader` it also says how the chip is asked. A contact
   * reader has to touch the card, so a wrong value wears nothing but reads nothing.
   */
  medium: 'contactless' as 'contact' | 'contactless',
  /** Parameter of the MOVE that presents: `30` held at the gate. `39` carried the card into the bin on an R02 unit (section 4). */
  presentParam: '30' as '30' | '39',
  /**
   * False: `retract` is refused. MOVE to a reading position feeds a new card when the channel is empty (2.3), so a hand that takes the card in the
   * moment before makes the unit feed a blank one that nobody asked for, and no sensor tells the two apart. True only for a unit that was
   * seen to refuse that MOVE.
   */
  canRetract: false as boolean,
  /** `none`: chips are read by something else, for example a PC/SC reader in the same unit (section 4). */
  chipReader: 'built-in' as 'built-in' | 'none',
  /** The persistent counter of the error bin (A5) counts MOVE 33 too. Medium confidence (2.3): set it only after a trial. */
  hasBinCounter: false as boolean,
  /** A unit that has just been switched on may not hear a STATUS before it knows the speed from an INITIALISE (2.1). */
  initialiseWhenSilent: true as boolean,
  /** Limit for the ACK (2.2). */
  ackMs: 300 as number,
  /** Sends in all before an ACK (2.2). */
  maxSends: 3 as number,
  /** NAKs in all for one damaged reply (2.2). */
  maxNaks: 2 as number,
  /**
   * After a motion without ACK whose card has not moved: how long a motor that did begin could hide it, before the motion is sent again. A decision of this
   * project: cards travel for 1–2 s, and a unit that answers STATUS meanwhile may still tell the old position.
   */
  unshownMs: 2_500 as number,
  /** Pause before a repetition (2.2). */
  pauseMs: 20 as number,
  /** Greatest gap between two bytes of one frame (2.2). */
  gapMs: 50 as number,
  /** Reply timers (2.2, medium; `f2.replyTimerMs`). Some texts print 20 ms, a misprint: motors need seconds. */
  quickMs: 2_000 as number,
  cardMs: 8_000 as number,
  motionMs: 15_000 as number,
  initialiseMs: 30_000 as number,
  /** INITIALISE that keeps the card only turns the motor a little; after this a STATUS tells whether it is over. A rule of ours. */
  initialiseKeepMs: 6_000 as number,
};
export type F2Profile = Readonly<typeof defaultF2Profile>;
