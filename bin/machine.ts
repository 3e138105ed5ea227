import { main } from './cli.ts';
import { machineCommands } from './machine-commands.ts';

/** `yitiji …` on a machine: the part of the command line that its release carries. Started by /usr/bin/yitiji of the Debian package. */
await main(process.argv.slice(2), machineCommands, 'yitiji');
