import { createReadStream, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { pdfPages } from '../../document-printer/pdf-pages.ts';

// CUPS backend `kiosktest`: the hand of a `FaultPrinter` that lives in another process. It tells that process of its job over the socket in its device URI
// (`kiosktest:/path/to/socket`), repeats to CUPS what it is told, and ends with the code it is told. Protocol: backend(7).

const [jobId, , title, , , file] = process.argv.slice(2);
if (jobId === undefined) {
  process.stdout.write('direct kiosktest:/ "Unknown" "Kiosk test printer"\n');
  process.exit(0);
}

const socket = connect((process.env.DEVICE_URI ?? '').replace(/^kiosktest:/, ''));
const tell = (message: Readonly<Record<string, string | number | null>>) =>
  socket.write(`${JSON.stringify(message)}\n`);
/** Waits until stderr has taken everything: CUPS counts pages from it. */
const end = (code: number) => process.stderr.write('', () => process.exit(code));

// The simulator has gone: the printer was unplugged for good.
socket.on('error', () => end(1));
socket.on('close', () => end(1));
// CUPS cancels with SIGTERM.
process.on('SIGTERM', () => {
  socket.end(`${JSON.stringify({ event: 'cancelled' })}\n`);
  socket.removeAllListeners('close');
  socket.on('close', () => end(0));
});

const chunks: Uint8Array[] = [];
const input = file === undefined ? process.stdin : createReadStream(file);
for await (const chunk of input) chunks.push(chunk);
const document = Buffer.concat(chunks);
tell({ event: 'job', jobId: Number(jobId), title: title ?? '', pid: process.pid, pages: pdfPages(document) });

for await (const line of createInterface({ input: socket })) {
  const order: { readonly say?: string; readonly exit?: number; readonly save?: string } = JSON.parse(line);
  if (order.save !== undefined) writeFileSync(order.save, document);
  if (order.say !== undefined) process.stderr.write(`${order.say}\n`);
  if (order.exit !== undefined) {
    socket.removeAllListeners('close');
    end(order.exit);
    break;
  }
}
