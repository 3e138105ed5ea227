// Stands in for a vendor's photo decoder: reads the photo on standard input and does what its argument says.
const [, , what] = process.argv;
const chunks: Buffer[] = [];
process.stdin.on('data', (chunk: Buffer) => chunks.push(chunk));
process.stdin.on('end', () => {
  const photo = Buffer.concat(chunks);
  if (what === 'hang') {
    setInterval(() => undefined, 1_000);
  } else if (what === 'crash') {
    process.stdout.write(bitmap(photo).subarray(0, 500), () => process.kill(process.pid, 'SIGSEGV'));
  } else if (what === 'refuse') {
    process.exitCode = 3;
  } else if (what === 'garbage') {
    process.stdout.write(Buffer.from('<html>licence expired</html>'));
  } else if (what === 'short') {
    process.stdout.write(bitmap(photo).subarray(0, -1));
  } else if (what === 'flood') {
    const flood = () => process.stdout.write(Buffer.alloc(65_536, 1), flood);
    flood();
  } else if (what === 'environment') {
    process.exitCode = Object.keys(process.env).length === 0 ? 0 : 9;
    process.stdout.write(bitmap(photo));
  } else process.stdout.write(bitmap(photo));
});
if (what === 'deaf') {
  process.stdin.destroy();
  process.exitCode = 4;
}

/** A picture of the right form; its first pixel is the photo's last byte, to show that all of it arrived. */
function bitmap(photo: Buffer): Buffer {
  const bmp = Buffer.alloc(38_862);
  bmp.write('BM', 'latin1');
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(54, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(102, 18);
  bmp.writeInt32LE(126, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  bmp[54] = photo[1_023] ?? 0;
  return bmp;
}
