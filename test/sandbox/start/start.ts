import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import open from 'open';
import pc from 'picocolors';
import { startSandbox, type Sandbox } from '..';
import { appAddress } from './app-address';
import { assignRoles } from './assign-roles';
import { readOptions } from './options';

/**
 * The main job on this machine: two systems, the packed solution imported as an admin imports it, table maps set up and
 * started by the command line, and a host that keeps both sides in step until Ctrl+C. Whatever is done here can be done
 * by hand against real environments, with the same commands.
 */
const DATA = 'test/.data';
const ZIP = 'solution/bin/Tandem_managed.zip';
const IMPORTED = join(DATA, 'imported');
const TANDEM = 'plugins-ts/cli/dist/tandem.js';

const options = readOptions(process.argv.slice(2), process.env);
if (options.fresh) rmSync(DATA, { recursive: true, force: true });

const sandbox = await startSandbox({ dataDir: DATA, port: options.port, shellFolder: 'test/sandbox/shell/' }).catch(
  (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    console.error(
      `Port ${options.port} or ${options.port + 1} is taken, perhaps by a sandbox that still runs. Stop that one, or choose another: npm start -- --port 0`,
    );
    process.exit(3);
  },
);
console.log(`Dataverse ${pc.cyan(sandbox.dataverse.url)}   Finance ${pc.cyan(sandbox.finance.url)}`);

const hash = createHash('sha256').update(readFileSync(ZIP)).digest('hex');
const known = existsSync(IMPORTED) && readFileSync(IMPORTED, 'utf8') === hash;
await tandem('admin', ['setup', '--shipped', ...(known ? [] : ['--solution', ZIP, '--reimport'])]);
writeFileSync(IMPORTED, hash);
await assignRoles(sandbox.dataverse.api, 'sandbox-admin', {
  'Tandem admin': ['admin'],
  'Tandem host': ['host'],
  'Tandem user': ['pm', 'chef'],
});
// What an admin would accept of the first maps: a customer on hold for purchase orders is refused row by row, an account is
// found by a number that has no key, and what is reasoned in the shipped maps has been looked at.
const MEANT = ['--accept', 'TDM1219:OnHoldStatus,TDM1221:InvoiceAccount', '--accept-inferred'];
await tandem('admin', ['setup', '--zones', 'usmf=America/Chicago,frrt=Europe/Paris', '--start', ...MEANT]);
const projectOperations = await appAddress(sandbox, 'msdyn_ProjectOperations');
const tandemApp = await appAddress(sandbox, 'tandem_Tandem');

let stopping = false;
let host = startHost(sandbox);

console.log('');
console.log(`  ${pc.bold('Project Operations')}  ${pc.cyan(projectOperations)}`);
console.log(`  ${pc.bold('Tandem')}              ${pc.cyan(tandemApp)}`);
console.log(`  ${pc.bold('Finance')}             ${pc.cyan(sandbox.finance.url)}`);
console.log('');
console.log(
  'Open a project, change its dates, save, and watch its sync status. Ctrl+C stops everything; the data stays.',
);
console.log(`ready ${projectOperations} ${sandbox.finance.url}`);
if (options.open) await open(projectOperations).catch(() => undefined);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

/** A host like any other: when it falls over it is started again, as a service would be. */
function startHost({ dataverse, finance }: Sandbox): ChildProcess {
  const child = spawn(process.execPath, [TANDEM, 'run', '--name', 'sandbox-host'], {
    stdio: 'inherit',
    env: environment('host', dataverse.url, finance.url),
  });
  child.on('exit', (code, signal) => {
    if (stopping) return;
    console.error(pc.yellow(`The host ended (${signal ?? code}); starting it again.`));
    setTimeout(() => {
      if (!stopping) host = startHost(sandbox);
    }, 2_000);
  });
  return child;
}

/** Runs one command to its end, on this terminal. */
async function tandem(user: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [TANDEM, ...args], {
    stdio: 'inherit',
    env: environment(user, sandbox.dataverse.url, sandbox.finance.url),
  });
  const code = await new Promise<number>((resolve) => child.on('exit', (exit) => resolve(exit ?? 70)));
  // 1: done, but rows need a person. The seed data has some, so that there is something to mend.
  if (code <= 1) return;
  await sandbox.close();
  process.exit(code);
}

function environment(user: string, dataverse: string, finance: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TANDEM_DATAVERSE_URL: dataverse,
    TANDEM_FINANCE_URL: finance,
    TANDEM_AUTH: 'token',
    TANDEM_TOKEN: `sandbox-${user}`,
  };
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const ended = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await ended;
  await sandbox.close();
  process.exit(0);
}
