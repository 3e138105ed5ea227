import type { Static, TSchema } from 'typebox';
import {
  BookingReply,
  type BookingRequest,
  CardReservationReply,
  type CardReservationRequest,
  CardVerifyReply,
  type CardVerifyRequest,
  CaseActReply,
  type CaseActRequest,
  DocumentReply,
  type DocumentRequest,
  DraftReply,
  type DraftRequest,
  OrderReply,
  type OrderRequest,
  PersonTokenKeyReply,
  type RefundRequest,
  type SignatureRequest,
  SmsCheckReply,
  SmsCodeReply,
  type SmsCodeRequest,
  SwitchesReply,
  VideoCheckReply,
  type VideoCheckRequest,
} from '../../contract/hub-services.ts';
import { err, type Result } from '../../contract/result.ts';
import { type HubCallError, mayHaveActed } from './hub-call-error.ts';
import type { HubClient } from './hub-client.ts';

/** Time limits from connect to the last byte, milliseconds. A waiting question gets its wait on top. */
const serviceBudgets = { act: 8_000, document: 15_000, download: 20_000, ask: 5_000 } as const;

/** Longest wait that the hub grants one question, seconds. */
const maxWaitS = 25;

type Answer<S extends TSchema> = Promise<Result<Static<S>, HubCallError>>;

/**
 * Services of contract/hub-services.ts as calls. An act whose answer is lost is asked once more **with its key**, so that it takes effect once (H7); after
 * that the caller decides. `signal` ends the wait, not what the hub does.
 */
export interface HubServices {
  sendSms(request: SmsCodeRequest, signal?: AbortSignal): Answer<typeof SmsCodeReply>;
  checkSms(codeId: string, code: string, signal?: AbortSignal): Answer<typeof SmsCheckReply>;
  openVideo(request: Static<typeof VideoCheckRequest>, signal?: AbortSignal): Answer<typeof VideoCheckReply>;
  video(checkId: string, waitS: number, signal?: AbortSignal): Answer<typeof VideoCheckReply>;
  openOrder(request: OrderRequest, signal?: AbortSignal): Answer<typeof OrderReply>;
  order(orderId: string, waitS: number, signal?: AbortSignal): Answer<typeof OrderReply>;
  refund(orderId: string, request: Static<typeof RefundRequest>, signal?: AbortSignal): Answer<typeof OrderReply>;
  issueDocument(request: DocumentRequest, signal?: AbortSignal): Answer<typeof DocumentReply>;
  /** The pages. The caller zeroes them. */
  documentPdf(documentId: string, signal?: AbortSignal): Promise<Result<Buffer, HubCallError>>;
  reserveCard(request: CardReservationRequest, signal?: AbortSignal): Answer<typeof CardReservationReply>;
  verifyCard(
    reservationId: string,
    request: Static<typeof CardVerifyRequest>,
    signal?: AbortSignal,
  ): Answer<typeof CardVerifyReply>;
  saveDraft(draftId: string, request: DraftRequest, signal?: AbortSignal): Answer<typeof DraftReply>;
  draft(draftId: string, signal?: AbortSignal): Answer<typeof DraftReply>;
  sign(draftId: string, request: SignatureRequest, signal?: AbortSignal): Answer<typeof DraftReply>;
  caseAct(receiptNo: string, request: Static<typeof CaseActRequest>, signal?: AbortSignal): Answer<typeof CaseActReply>;
  book(request: Static<typeof BookingRequest>, signal?: AbortSignal): Answer<typeof BookingReply>;
  personTokenKey(signal?: AbortSignal): Answer<typeof PersonTokenKeyReply>;
  switches(signal?: AbortSignal): Answer<typeof SwitchesReply>;
}

/** Services of the hub by their names; the body of each reply is checked against its schema. */
export function makeHubServices(client: Pick<HubClient, 'service' | 'download'>): HubServices {
  async function act<const S extends TSchema>(
    path: string,
    body: unknown,
    schema: S,
    signal: AbortSignal | undefined,
    more: { readonly method?: 'POST' | 'PUT'; readonly budgetMs?: number } = {},
  ): Answer<S> {
    const call = { method: more.method ?? 'POST', path, body, schema, budgetMs: more.budgetMs ?? serviceBudgets.act };
    const first = await client.service({ ...call, signal });
    if (first.ok || !isLost(first.error) || signal?.aborted === true) return first;
    const second = await client.service({ ...call, signal });
    if (second.ok || first.error.neverLeft === true) return second;
    // The first may have arrived, whatever became of the second.
    const { neverLeft: _onlyTheSecond, ...error } = second.error;
    return err(error);
  }

  function ask<const S extends TSchema>(
    path: string,
    schema: S,
    signal: AbortSignal | undefined,
    waitS = 0,
  ): Answer<S> {
    const wait = Math.min(maxWaitS, Math.max(0, Math.floor(waitS)));
    const query = wait === 0 ? '' : `?wait=${wait}`;
    return client.service({
      method: 'GET',
      path: `${path}${query}`,
      schema,
      budgetMs: serviceBudgets.ask + wait * 1000,
      signal,
    });
  }

  const id = encodeURIComponent;
  return {
    sendSms: (request, signal) => act('sms-codes', request, SmsCodeReply, signal),
    // No key: a code that is tried twice counts twice, so it is never sent again by itself.
    checkSms: (codeId, code, signal) =>
      client.service({
        method: 'POST',
        path: `sms-codes/${id(codeId)}/check`,
        body: { code },
        schema: SmsCheckReply,
        budgetMs: serviceBudgets.act,
        signal,
      }),
    openVideo: (request, signal) => act('video-checks', request, VideoCheckReply, signal),
    video: (checkId, waitS, signal) => ask(`video-checks/${id(checkId)}`, VideoCheckReply, signal, waitS),
    openOrder: (request, signal) => act('orders', request, OrderReply, signal),
    order: (orderId, waitS, signal) => ask(`orders/${id(orderId)}`, OrderReply, signal, waitS),
    refund: (orderId, request, signal) => act(`orders/${id(orderId)}/refund`, request, OrderReply, signal),
    issueDocument: (request, signal) =>
      act('documents', request, DocumentReply, signal, { budgetMs: serviceBudgets.document }),
    documentPdf: (documentId, signal) =>
      client.download({ path: `documents/${id(documentId)}/pdf`, budgetMs: serviceBudgets.download, signal }),
    reserveCard: (request, signal) => act('cards/reservations', request, CardReservationReply, signal),
    verifyCard: (reservationId, request, signal) =>
      act(`cards/reservations/${id(reservationId)}/verify`, request, CardVerifyReply, signal),
    saveDraft: (draftId, request, signal) =>
      act(`drafts/${id(draftId)}`, request, DraftReply, signal, { method: 'PUT' }),
    draft: (draftId, signal) => ask(`drafts/${id(draftId)}`, DraftReply, signal),
    sign: (draftId, request, signal) => act(`drafts/${id(draftId)}/signatures`, request, DraftReply, signal),
    caseAct: (receiptNo, request, signal) => act(`cases/${id(receiptNo)}/acts`, request, CaseActReply, signal),
    book: (request, signal) => act('bookings', request, BookingReply, signal),
    personTokenKey: (signal) => act('keys/person-token', {}, PersonTokenKeyReply, signal),
    switches: (signal) => ask('switches', SwitchesReply, signal),
  };
}

/** No answer to believe: asking again with the same key finds out what the hub did. */
function isLost(error: HubCallError): boolean {
  return error.code !== 'aborted' && (error.neverLeft === true || mayHaveActed(error));
}
