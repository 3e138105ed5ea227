import { DocumentReply, DocumentRequest } from '../../../contract/hub-services.ts';
import type { HubDeps } from '../../deps.ts';
import type { App } from '../../http.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { compose, issueDocument, readPdf } from './documents.ts';

/** Route of machines: issues a document. */
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
      const bytes = await readPdf(deps, documentId, request.signer, nowMs);
      if (bytes === null) return notFound(deps, reply);
      return reply.type('application/pdf').send(bytes);
    },
  );
}
