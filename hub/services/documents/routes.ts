import { Type } from 'typebox';
import { DocumentReply, DocumentRequest } from '../../../contract/hub-services.ts';
import { transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, isoTime } from '../../http.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { compose, issueDocument, readPdf } from './documents.ts';

const Verified = Type.Object({
  state: Type.Unsafe<'valid' | 'void' | 'unknown'>({ type: 'string', enum: ['valid', 'void', 'unknown'] }),
  kind: Type.Union([Type.String(), Type.Null()]),
  issuedOn: Type.Union([Type.String(), Type.Null()]),
  pages: Type.Union([Type.Integer(), Type.Null()]),
  printNo: Type.Union([Type.Integer(), Type.Null()]),
});

export function documentRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'documents',
    body: DocumentRequest,
    reply: DocumentReply,
    prepare: (body, asked) => compose(deps, body, asked),
    handle: (tx, body, asked, composed) => issueDocument(tx, deps, body, composed, asked),
  });

  const pdf = 'documents/:documentId/pdf';
  app.get(
    `/v1/devices/:deviceId/${pdf}`,
    { config: { signer: 'device' }, schema: { params: idParams(pdf) } },
    async (request, reply) => {
      const { documentId = '' } = request.params as Record<string, string>;
      const nowMs = Math.round(deps.clock.wallMs());
      const bytes = await transaction(deps.sql, (tx) => readPdf(tx, deps, documentId, request.signer, nowMs));
      if (bytes === null) return notFound(deps, reply);
      return reply.type('application/pdf').send(bytes);
    },
  );

  // For everybody who holds the paper: whether it is good, and nothing of whom it is about.
  app.get(
    '/v1/verify/:code',
    {
      schema: {
        params: Type.Object({ code: Type.String({ maxLength: 32 }) }),
        response: { 200: Verified, ...failures },
      },
    },
    async (request) => {
      const code = request.params.code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
      const [row] = await deps.sql<
        { kind: string; state: 'issued' | 'void'; issued_ms: string; pages: number; print_no: number }[]
      >`
        select kind, state, issued_ms, pages, print_no from document where verify_code = ${code}`;
      if (row === undefined)
        return { state: 'unknown' as const, kind: null, issuedOn: null, pages: null, printNo: null };
      return {
        state: row.state === 'issued' ? ('valid' as const) : ('void' as const),
        kind: row.kind,
        issuedOn: isoTime(Number(row.issued_ms)).slice(0, 10),
        pages: row.pages,
        printNo: row.print_no,
      };
    },
  );
}
