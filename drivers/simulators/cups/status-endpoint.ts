import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { attributes } from '../../document-printer/ipp/attributes.ts';
import { decodeIpp, encodeIpp, groupTags } from '../../document-printer/ipp/codec.ts';
import { operationIds, statusCodes } from '../../document-printer/ipp/operations.ts';

/**
 * The printer's own address, as a printer has that speaks IPP: tells its state at any time, also between jobs, when CUPS hears nothing of it. Takes no jobs.
 */
export class StatusEndpoint {
  readonly #server: Server;

  /** @param reasons `printer-state-reasons` as they are now; empty = none */
  constructor(reasons: () => readonly string[]) {
    this.#server = createServer((request, response) => answer(request, response, reasons));
  }

  /** Resolves with the address, for `directUri` of a queue. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(`ipp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/ipp/print`);
      });
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

function answer(request: IncomingMessage, response: ServerResponse, reasons: () => readonly string[]): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const decoded = decodeIpp(Buffer.concat(chunks));
    if (!decoded.ok) {
      response.writeHead(400).end();
      return;
    }
    const { message } = decoded.value;
    const isStatus = message.code === operationIds['Get-Printer-Attributes'];
    const now = reasons();
    const state = [
      attributes.enum('printer-state', now.length === 0 ? 3 : 5),
      attributes.keyword('printer-state-reasons', ...(now.length === 0 ? ['none'] : now)),
      attributes.boolean('printer-is-accepting-jobs', true),
    ];
    const reply = encodeIpp({
      version: 0x0200,
      code: isStatus ? statusCodes.ok : statusCodes.operationNotSupported,
      requestId: message.requestId,
      groups: [
        {
          tag: groupTags.operation,
          attributes: [
            attributes.charset('attributes-charset', 'utf-8'),
            attributes.language('attributes-natural-language', 'en'),
          ],
        },
        ...(isStatus ? [{ tag: groupTags.printer, attributes: state }] : []),
      ],
    });
    response.writeHead(200, { 'content-type': 'application/ipp' }).end(reply);
  });
}
