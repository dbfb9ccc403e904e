import { Command, InvalidArgumentError } from 'commander';
import { bundle, Fleet, seeds, type Answer } from './fleet';
import { KINDS } from './kinds';
import { MUTANTS } from './mutants';
import { hunt } from './hunt';
import { kindOf } from './shrink';

const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('A whole number.');
  return value;
};

interface Options {
  readonly histories: number;
  readonly seed: number;
  readonly replay?: number;
  readonly shrink?: number;
  readonly mutants?: true | string;
  readonly limit: number;
  readonly keepGoing?: true;
  readonly full?: true;
}

const options = new Command('simulate')
  .description('Tells histories of hosts, people and faults, and checks what Tandem promises.')
  .option('--histories <n>', 'how many', number, 1_000)
  .option('--seed <n>', 'of the first one', number, Date.now() % 1_000_000_000)
  .option('--keep-going', 'tell all of them, and count what goes wrong by its kind')
  .option('--replay <seed>', 'tell one again, line by line', number)
  .option('--shrink <seed>', 'find the shortest history that goes wrong as this one does', number)
  .option('--full', 'print what hosts read, too')
  .option('--mutants [name]', 'plant defects in the engine, one at a time, and see that each is caught')
  .option('--limit <n>', 'histories after which a planted defect counts as not caught', number, 2_000)
  .parse()
  .opts<Options>();

process.exitCode = await main();

async function main(): Promise<number> {
  if (options.mutants !== undefined) return plant();
  const fleet = new Fleet(await bundle('worker'));
  try {
    if (options.replay !== undefined) return print(await fleet.one({ kind: 'replay', seed: options.replay }));
    if (options.shrink !== undefined) return print(await fleet.one({ kind: 'shrink', seed: options.shrink }));
    return await runAll(fleet);
  } finally {
    await fleet.close();
  }
}

async function runAll(fleet: Fleet): Promise<number> {
  const { histories, seed } = options;
  console.log(`${histories} histories from seed ${seed}`);
  const started = performance.now();
  const seen: Record<string, number> = {};
  const wrong = new Map<string, Answer[]>();
  let told = 0;
  let printed = started;
  await fleet.run(seeds(seed, histories), (answer) => {
    told += 1;
    for (const kind of Object.keys(answer.seen)) seen[kind] = (seen[kind] ?? 0) + 1;
    if (answer.broken.length > 0) {
      const kind = kindOf(answer.broken[0] ?? '');
      wrong.set(kind, [...(wrong.get(kind) ?? []), answer]);
      console.log(`seed ${answer.seed}: ${answer.broken[0] ?? ''}`);
    }
    if (performance.now() - printed > 5_000) {
      printed = performance.now();
      console.log(
        `${told} of ${histories}, ${rate(told, started)} a second, ${[...wrong.values()].flat().length} wrong`,
      );
    }
    return wrong.size === 0 || options.keepGoing === true;
  });
  console.log(`${told} histories, ${rate(told, started)} a second. Seen, in how many of them:`);
  for (const [kind, what] of Object.entries(KINDS))
    console.log(`${String(seen[kind] ?? 0).padStart(7)}  ${kind}: ${what}`);
  for (const [kind, answers] of wrong)
    console.log(
      `${answers.length} wrong: ${kind} (${answers
        .map(({ seed: one }) => one)
        .slice(0, 8)
        .join(', ')})`,
    );
  const [first] = [...wrong.values()].flat();
  if (first !== undefined) {
    console.log(`\nSeed ${first.seed} went wrong; made shorter:`);
    return print(await fleet.one({ kind: 'shrink', seed: first.seed }));
  }
  const never = Object.keys(KINDS).filter((kind) => seen[kind] === undefined);
  if (never.length > 0) console.log(`Never seen, and so not tested: ${never.join(', ')}`);
  return never.length > 0 ? 1 : 0;
}

function print({ seed, steps, lines, broken }: Answer): number {
  for (const line of options.full === true ? lines : lines.filter(isNews)) console.log(line);
  console.log(`Seed ${seed}, ${steps} steps. ${broken.length === 0 ? 'Every promise held.' : 'Wrong:'}`);
  for (const line of broken) console.log(`  ${line}`);
  if (broken.length > 0) console.log(`npm run simulate -- --replay ${seed}   tells it again`);
  return broken.length > 0 ? 1 : 0;
}

async function plant(): Promise<number> {
  const chosen = MUTANTS.filter(({ name }) => options.mutants === true || name === options.mutants);
  let missed = 0;
  for (const mutant of chosen) {
    const found = await hunt(mutant, options.seed, options.limit);
    if (!found.isCaught) missed += 1;
    console.log(
      `${found.isCaught ? `caught in ${String(found.told).padStart(4)}` : `NOT CAUGHT in ${found.told}`}  ${mutant.name}: ${found.how}`,
    );
  }
  return missed > 0 ? 1 : 0;
}

/** Not what a host does all day long, and finds nothing. */
function isNews(line: string): boolean {
  const isIdle =
    /(dataverse|finance): (due|checkpoint|write checkpoint|changes|all records|scan|open requests|heartbeat|records|who waits|bases|rows|ids|owners|more|log $)/;
  return !isIdle.test(line) || line.includes('—');
}

function rate(told: number, started: number): string {
  return (told / ((performance.now() - started) / 1000)).toFixed(1);
}
