import { connectGate } from '../../updater/gate-client.ts';

/** An updater that gets the machine and does nothing with it, until it is killed. Arguments: data folder, seconds that its lease lives. */
const [dataDir = '', leaseSeconds = '30'] = process.argv.slice(2);
const gate = await connectGate(dataDir);
if (!gate.ok) throw new Error(gate.error.code);
const asked = await gate.value.ask({ estimateSeconds: null, leaseSeconds: Number(leaseSeconds) });
process.stdout.write(`${asked.ok ? asked.value.state : asked.error.code}\n`);
await gate.value.closed;
