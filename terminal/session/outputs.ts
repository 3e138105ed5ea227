import type { ErrorCode, Outcome } from '../../contract/device.ts';
import type { DocumentReply, OrderReply } from '../../contract/hub-services.ts';

/** What comes out of the machine in a visit, and the payment for it, as far as is known. */

/** State of the paper receipt. */
export type PrintState =
  | { readonly state: 'none' }
  | { readonly state: 'printing'; readonly copy: number }
  | {
      readonly state: 'settled';
      readonly copy: number;
      readonly outcome: Outcome;
      readonly code: ErrorCode | null;
      readonly unprintable: boolean;
    };

/** State of a hub document on its way to A4 paper. `partial`: k pages are out; the keeper may refill for 90 s, else it is voided. */
export type DocumentState =
  | { readonly state: 'none' }
  | { readonly state: 'preparing' }
  | { readonly state: 'preview'; readonly reply: DocumentReply }
  | { readonly state: 'issuing' }
  | { readonly state: 'printing'; readonly page: number; readonly of: number; readonly reply: DocumentReply }
  | {
      readonly state: 'settled';
      readonly outcome: Outcome;
      readonly pagesOut: number | null;
      readonly of: number;
      readonly code: ErrorCode | null;
      readonly reply: DocumentReply;
      /** Every document that was issued in this run, one a copy, behind those of copies that had come out whole before. */
      readonly documents: readonly string[];
      /** Those of all copies that are out whole; left out = none. */
      readonly whole?: readonly string[];
    }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'away' };

/** State of a payment. Only `paid` lets anything leave the machine (H9). */
export type OrderState =
  | { readonly state: 'none' }
  | { readonly state: 'opening' }
  | { readonly state: 'away' }
  | { readonly state: OrderReply['state']; readonly order: OrderReply };

/** Steps of a card on the spot, in this order; `seconds`: how long the card stands at the outlet in all. */
export const cardSteps = ['pin', 'reserve', 'take', 'write', 'print', 'readBack', 'present'] as const;
export type CardStep = (typeof cardSteps)[number];
/** A new PIN is entered twice. */
export type PinAsk = 'new' | 'again' | 'anew';
export type CardState =
  | { readonly state: 'none' }
  | {
      readonly state: 'working';
      readonly step: CardStep;
      readonly pinEntered: number;
      /** Which entry of the PIN is asked for; `anew`: the two before did not agree. */
      readonly pinAsk?: PinAsk;
    }
  | { readonly state: 'offered'; readonly urgency: 'calm' | 'loud' | 'last'; readonly seconds: number }
  | {
      readonly state: 'settled';
      readonly end: 'taken' | 'captured' | 'voided' | 'leftAtExit' | 'unknown' | 'notStarted';
      readonly step: CardStep;
      readonly last4: string | null;
      readonly refund: boolean;
    };
